using Proximity.Protocol;
using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>Feeds an event stream to a parser in pieces of one size and keeps what it said.</summary>
internal sealed class SseFeed(BufferPool pool)
{
    private readonly List<SseItem> items = [];
    private readonly ByteBuffer passedOn = new(pool);
    private long blockBytes;

    /// <summary>
    /// The blocks in order. The steps that depend on the pieces are left out: further bytes of a long block, and an LF that came late.
    /// </summary>
    public IReadOnlyList<SseItem> Items => items;

    /// <summary>The bytes of all steps, one behind the other.</summary>
    public ReadOnlySpan<byte> PassedOn => passedOn.Span;

    public static SseFeed Read(ReadOnlySpan<byte> stream, int maxBlockBytes, int pieceLength, BufferPool pool)
    {
        var feed = new SseFeed(pool);
        using var parser = new SseParser(pool, maxBlockBytes);
        for (int at = 0; at < stream.Length; at += pieceLength)
        {
            feed.Feed(parser, stream[at..Math.Min(stream.Length, at + pieceLength)], maxBlockBytes);
        }

        feed.Take(parser.Finish(out SseBlock block), block, parser);
        return feed;
    }

    public void Release() => passedOn.Release();

    private void Feed(SseParser parser, ReadOnlySpan<byte> piece, int maxBlockBytes)
    {
        SseStep step;
        while ((step = parser.Read(piece, out int consumed, out SseBlock block)) != SseStep.NeedMore)
        {
            Demand.True(consumed <= piece.Length, "more was consumed than there was");
            bool isBounded = step switch
            {
                SseStep.LongPiece or SseStep.LongEnd => true,
                SseStep.LongBegin => block.Raw.Length == maxBlockBytes,
                _ => block.Raw.Length <= maxBlockBytes,
            };
            Demand.True(isBounded, "a block is longer than the limit, or a long one does not begin with as much");
            piece = piece[consumed..];
            Take(step, block, parser);
        }
    }

    private void Take(SseStep step, in SseBlock block, SseParser parser)
    {
        passedOn.Write(block.Raw);
        bool goesOn = step is SseStep.LongPiece or SseStep.LongEnd;
        blockBytes = goesOn ? blockBytes + block.Raw.Length : block.Raw.Length;
        bool isOfBlock = step is not (SseStep.NeedMore or SseStep.LineFeed or SseStep.Incomplete);
        Demand.True(!isOfBlock || blockBytes == parser.Length, "a block is not as long as its pieces");
        if (step is not (SseStep.NeedMore or SseStep.LineFeed or SseStep.LongPiece))
        {
            Demand.True(step != SseStep.Event || block.HasData, "an event has no data");
            Demand.True(step != SseStep.Block || !block.HasData, "data gives no event");
            items.Add(new SseItem(step, SseEvent.Of(block), Convert.ToHexString(block.Data), Convert.ToHexString(parser.LastEventId)));
        }
    }
}
