using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Tests.Http2.Hpack;

/// <summary>Lists of fields in which names and values repeat as they do in messages, some of them large.</summary>
internal static class RandomFields
{
    private static readonly string[] Names =
        [":method", ":path", ":status", "accept", "cookie", "x-a", "x-request-id", "content-length", "user-agent", "authorization", "date"];

    public static FieldList Next(Random random)
    {
        var fields = new FieldList(new BufferPool());
        for (int count = random.Next(12); count > 0; count--)
        {
            string name = random.Next(8) == 0 ? $"x-{random.Next(200)}" : Names[random.Next(Names.Length)];
            fields.Add(ProtocolInput.Bytes(name), NextValue(random), isNeverIndexed: random.Next(10) == 0);
        }

        return fields;
    }

    private static byte[] NextValue(Random random)
    {
        byte[] value = new byte[random.Next(20) == 0 ? random.Next(3000) : random.Next(4)];
        for (int index = 0; index < value.Length; index++)
        {
            value[index] = (byte)(random.Next(10) == 0 ? random.Next(256) : 'a' + random.Next(3));
        }

        return value;
    }
}
