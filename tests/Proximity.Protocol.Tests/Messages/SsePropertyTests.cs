using CsCheck;
using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Random streams in random pieces, against the rules written down once more.</summary>
public class SsePropertyTests
{
    private static readonly string[] Tokens =
    [
        "\n", "\n", "\r", "\r\n", "\r\n\r\n", "\n\n", "data:", "data: ", "data", "event:", "event: add", "id:", "id: 7",
        "retry:", "retry:15", "99999999999", ":", " ", "x", "a: b",
        "\0", "\xEF\xBB\xBF", "\xEF", "\xBB\xBF", "\xFF", "data:y\n\n", "id:1\ndata:z\r\r",
    ];

    private static readonly Gen<string> Streams = Gen.Int[0, Tokens.Length - 1].Array[0, 40]
        .Select(indices => string.Concat(indices.Select(index => Tokens[index])));

    [Fact]
    public void RandomStream_ReadsAsByTheRules()
    {
        long events = 0;
        Gen.Select(Streams, Gen.Int[1, 9].Array[1, 20]).Sample(
            (stream, lengths) =>
            {
                var expected = SseReference.Of(stream);
                SseReading actual = SseReading.Of(1 << 20, Cut(stream, lengths));
                Assert.Equal(expected.Events, actual.Events);
                Assert.Equal(expected.LastEventId, actual.LastEventId);
                Assert.Equal(expected.Retry, actual.Retry);
                Assert.Equal(expected.IsIncomplete ? ["Incomplete"] : [], actual.Steps);
                Interlocked.Add(ref events, expected.Events.Count);
            },
            iter: 20_000);
        Assert.True(events > 10_000, $"only {events} events were compared: the property was hardly asked");
    }

    [Fact]
    public void BlocksWithinALimit_ReadAsWithoutIt()
    {
        long isLong = 0;
        Gen.Select(Streams, Gen.Int[1, 40], Gen.Int[1, 9].Array[1, 20]).Sample(
            (stream, limit, lengths) =>
            {
                SseReading whole = SseReading.Of(limit, ProtocolInput.Bytes(stream));
                SseReading cut = SseReading.Of(limit, Cut(stream, lengths));
                Assert.Equal(whole.ToString(), cut.ToString());
                Assert.Equal((whole.LastEventId, whole.Retry), (cut.LastEventId, cut.Retry));
                Interlocked.Add(ref isLong, whole.Steps.Count(step => step == nameof(SseStep.LongEnd)));
            },
            iter: 20_000);
        Assert.True(isLong > 5_000, $"only {isLong} blocks were long: the property was hardly asked");
    }

    /// <summary>Pieces of these lengths in turn.</summary>
    private static byte[][] Cut(string stream, int[] lengths)
    {
        byte[] bytes = ProtocolInput.Bytes(stream);
        var pieces = new List<byte[]>();
        for (int at = 0; at < bytes.Length; at += pieces[^1].Length)
        {
            pieces.Add(bytes[at..Math.Min(bytes.Length, at + lengths[pieces.Count % lengths.Length])]);
        }

        return [.. pieces];
    }
}
