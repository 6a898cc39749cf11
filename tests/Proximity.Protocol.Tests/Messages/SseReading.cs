using System.Text;
using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Feeds a stream to a parser, whole or cut, and keeps what it said. Bytes are shown as Latin-1.</summary>
internal sealed class SseReading
{
    private const int NoLimit = 1 << 20;

    /// <summary>Type, data and last event id of every event, as a client gets them.</summary>
    public List<string> Events { get; } = [];

    /// <summary>What was read, a word for each step; an LF that came late belongs to the block before it.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>The bytes of each step.</summary>
    public List<string> Raw { get; } = [];

    public string LastEventId { get; private set; } = "";

    /// <summary>The reconnection time, in milliseconds; null when none was set.</summary>
    public long? Retry { get; private set; }

    public static string AtEverySplit(string stream, int limit = NoLimit)
    {
        byte[] bytes = ProtocolInput.Bytes(stream);
        string whole = Of(limit, bytes).ToString();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Of(limit, bytes[..cut], bytes[cut..]).ToString());
        }

        Assert.Equal(whole, Of(limit, [.. bytes.Select(value => new[] { value })]).ToString());
        return whole;
    }

    public static SseReading Of(string stream) => Of(NoLimit, ProtocolInput.Bytes(stream));

    public static SseReading Of(int limit, params byte[][] pieces)
    {
        var pool = new BufferPool();
        var reading = new SseReading();
        using (var parser = new SseParser(pool, limit))
        {
            foreach (byte[] piece in pieces)
            {
                reading.Feed(parser, piece);
            }

            reading.Finish(parser);
        }

        Assert.Equal(0, pool.Outstanding);
        Assert.Equal(string.Concat(pieces.Select(piece => ProtocolInput.Text(piece))), string.Concat(reading.Raw));
        return reading;
    }

    /// <summary>The events, then the words of what gave none.</summary>
    public override string ToString() => string.Join(" ", Events.Concat(Steps));

    private void Feed(SseParser parser, ReadOnlySpan<byte> bytes)
    {
        SseStep step;
        while ((step = parser.Read(bytes, out int consumed, out SseBlock block)) != SseStep.NeedMore)
        {
            bytes = bytes[consumed..];
            Take(step, block, parser);
        }
    }

    private void Take(SseStep step, in SseBlock block, SseParser parser)
    {
        Raw.Add(ProtocolInput.Text(block.Raw));
        Retry = block.RetryMilliseconds ?? Retry;
        LastEventId = ProtocolInput.Text(parser.LastEventId);
        if (step == SseStep.Event)
        {
            Events.Add($"{Text(block.Type)}({Text(block.Data)}){(LastEventId.Length > 0 ? $"#{LastEventId}" : "")}");
        }
        else if (step is not (SseStep.LineFeed or SseStep.LongPiece or SseStep.Block))
        {
            Steps.Add(step.ToString());
        }
    }

    private void Finish(SseParser parser)
    {
        SseStep step = parser.Finish(out SseBlock block);
        Raw.Add(ProtocolInput.Text(block.Raw));
        Retry = block.RetryMilliseconds ?? Retry;
        if (step != SseStep.NeedMore)
        {
            Steps.Add(step.ToString());
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
