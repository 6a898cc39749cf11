using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Messages as hexadecimal digits, and what is demanded of every tree that is read of one.</summary>
internal static class ProtobufInput
{
    public static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));

    public static ProtobufMessage Read(string hexadecimal) => Read(Bytes(hexadecimal), ProtobufLimits.Default);

    /// <summary>Reads a message; whatever it is, its tree is written as the same bytes.</summary>
    public static ProtobufMessage Read(byte[] bytes, ProtobufLimits limits)
    {
        ProtobufMessage message = ProtobufReader.Read(bytes, limits);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(message.ToArray()));
        AssertNestedHolds(message);
        return message;
    }

    public static string Show(string hexadecimal, bool withAlternatives = false)
        => ProtobufText.Show(Read(hexadecimal), withAlternatives).ReplaceLineEndings(" ").TrimEnd();

    public static string Hex(ProtobufMessage message)
    {
        var output = new ByteBuffer(new BufferPool());
        message.Write(output);
        Assert.Equal(message.ToArray(), output.Span.ToArray());
        return Convert.ToHexString(output.Span);
    }

    private static void AssertNestedHolds(ProtobufMessage message)
    {
        foreach (ProtobufField field in message.Fields)
        {
            if (field.Message is { } inner)
            {
                Assert.Equal(field.Payload.ToArray(), inner.ToArray());
                Assert.Null(inner.Problem);
                AssertNestedHolds(inner);
            }
        }
    }
}
