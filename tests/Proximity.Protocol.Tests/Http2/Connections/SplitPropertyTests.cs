using System.Text;
using Proximity.Protocol.Http2;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>Sequences of frames, most of them right, give the same events and the same answers however they are cut.</summary>
public class SplitPropertyTests(ITestOutputHelper output)
{
    private const int Sequences = 300;
    private const int Cuts = 4;

    /// <summary>Frames of stream 1, which another stream's number takes the place of.</summary>
    private static readonly string[] Frames =
    [
        "000006 01 05 00000001 82 84 87 01 01 61",
        "000006 01 04 00000001 83 84 87 01 01 61",
        "00000B 01 04 00000001 83 84 87 01 01 61 0F0D 02 3130",
        "000003 01 01 00000001 82 84 87 000003 09 04 00000001 01 01 61",
        "000005 01 05 00000001 40 01 61 01 62",
        "000005 00 00 00000001 68656C6C6F",
        "000005 00 01 00000001 68656C6C6F",
        "000008 00 08 00000001 04 686921 00000000",
        "000000 00 01 00000001",
        "000004 03 00 00000001 00000008",
        "000004 08 00 00000001 00000010",
        "000004 08 00 00000000 00000010",
        "000005 02 00 00000001 00000000 10",
        "000007 10 00 00000000 00000001 753D31",
        "000006 04 00 00000000 0004 00000040",
        "000006 04 00 00000000 0001 00000040",
        "000000 04 01 00000000",
        "000008 06 00 00000000 0102030405060708",
        "000008 07 00 00000000 00000001 00000000",
        "000003 EE FF 00000001 010203",
    ];

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public void Sequence_IsTheSameHoweverItIsCut(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int events = 0;
        for (int sequence = 0; sequence < Sequences; sequence++)
        {
            byte[] bytes = Http2Input.Hex(ConnectionRun.Opening + NextSequence(random));
            string whole = Run(bytes, () => bytes.Length);
            events += whole.Count(letter => letter == '(');
            for (int cut = 0; cut < Cuts; cut++)
            {
                Assert.Equal(whole, Run(bytes, () => random.Next(1, 40)));
            }
        }

        // Were all of them refused at once, this would say nothing.
        Assert.InRange(events, 8 * Sequences, int.MaxValue);
    }

    private static string NextSequence(Random random)
    {
        var hex = new StringBuilder(ConnectionRun.Post1);
        int last = 1;
        for (int count = random.Next(1, 30); count > 0; count--)
        {
            // Mostly of a stream that has begun, and sometimes of one that has not.
            string frame = Frames[random.Next(Frames.Length)];
            bool begins = frame[7..9] == "01" && random.Next(4) > 0;
            last += begins ? 2 : 0;
            int stream = begins ? last : 1 + (2 * random.Next((last / 2) + 1)) + (random.Next(50) == 0 ? 100 : 0);
            hex.Append(frame.Replace("00000001", stream.ToString("X8", null), StringComparison.Ordinal));
        }

        return hex.ToString();
    }

    private static string Run(byte[] bytes, Func<int> nextLength)
    {
        var run = new ConnectionRun(Http2Role.Server);
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(nextLength(), bytes.Length - at);
            run.Feed(bytes.AsSpan(at, length));
            at += length;
        }

        string said = run.Take();
        run.Connection.Release();
        Assert.Equal(0, run.Pool.Outstanding);
        return said;
    }
}
