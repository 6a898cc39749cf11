using System.Diagnostics;

namespace Proximity.Protocol.Messages;

/// <summary>
/// Reads an event stream in pieces cut anywhere, by the rules for clients (WHATWG HTML §9.2.6), and gives its blocks both as they came and
/// as a client understands them. It refuses nothing, because an event stream has no errors. A block that is whole within one piece is not
/// copied. Not thread-safe.
/// <para>Between blocks nothing is held but the last event id; within one it is the block's bytes, or none of them once the block is longer
/// than the limit.</para>
/// </summary>
/// <param name="pool">Lends what is held.</param>
/// <param name="maxBlockBytes">How many bytes a block may have, its blank line included but not the LF of a CRLF that ends it. At least
/// 1.</param>
internal sealed class SseParser(BufferPool pool, int maxBlockBytes) : IDisposable
{
    private readonly ByteBuffer kept = new(pool);
    private readonly SseBlockReader reader = new(pool);
    private SseScanner scanner;
    private bool isInBlock;
    private bool isLong;
    private bool isKeptGiven;
    private bool isBehindFirstBlock;

    /// <summary>
    /// What a client would send as Last-Event-ID. Of a block that is too long only the whole lines within the limit count.
    /// </summary>
    public ReadOnlySpan<byte> LastEventId => reader.LastEventId;

    /// <summary>How many bytes the block under way has so far, or the one that has ended last.</summary>
    public long Length { get; private set; }

    /// <summary>Reads up to the next end of a block.</summary>
    /// <param name="bytes">What came, from the first byte not consumed before.</param>
    /// <param name="consumed">How many were read; all of them unless a block has ended or has reached the limit.</param>
    /// <param name="block">What the step is about. A long block has a meaning at its beginning only: that of the whole lines within the
    /// limit.</param>
    public SseStep Read(ReadOnlySpan<byte> bytes, out int consumed, out SseBlock block)
    {
        Forget();
        consumed = 0;
        block = default;
        if (bytes.IsEmpty)
        {
            return SseStep.NeedMore;
        }

        if (!isInBlock)
        {
            if (scanner.TakeLineFeed(bytes, ref consumed))
            {
                block = new SseBlock { Raw = bytes[..consumed] };
                return SseStep.LineFeed;
            }

            isInBlock = true;
            Length = 0;
        }

        return isLong ? ReadLong(bytes, out consumed, out block) : ReadUsual(bytes, out consumed, out block);
    }

    /// <summary>
    /// The end of the stream. A client discards an unfinished block; of its fields only the reconnection time has taken effect.
    /// </summary>
    /// <param name="block">What has come of it, with the meaning of its whole lines; nothing of a long block, whose bytes were given
    /// before.</param>
    /// <returns>Incomplete, or need more when the stream ends between blocks.</returns>
    public SseStep Finish(out SseBlock block)
    {
        Forget();
        GiveBlock(kept.Span, out block);
        return isInBlock ? SseStep.Incomplete : SseStep.NeedMore;
    }

    /// <summary>Gives back what is held.</summary>
    public void Dispose()
    {
        kept.Release();
        reader.Dispose();
    }

    private SseStep ReadUsual(ReadOnlySpan<byte> bytes, out int consumed, out SseBlock block)
    {
        ReadOnlySpan<byte> within = bytes[..Math.Min(bytes.Length, maxBlockBytes - kept.Length)];
        bool isEnd = scanner.Scan(within, out consumed);
        Length += consumed;
        ReadOnlySpan<byte> raw = within[..consumed];
        isLong = !isEnd && Length == maxBlockBytes;
        if (kept.Length > 0 || !(isEnd || isLong))
        {
            kept.Write(raw);
            raw = kept.Span;
        }

        if (!isEnd && !isLong)
        {
            block = default;
            return SseStep.NeedMore;
        }

        GiveBlock(raw, out block);
        return isLong ? SseStep.LongBegin : EndBlock(block.HasData ? SseStep.Event : SseStep.Block);
    }

    private void GiveBlock(ReadOnlySpan<byte> raw, out SseBlock block)
    {
        reader.Read(raw, isBehindFirstBlock ? 0 : scanner.MarkLength, out block);
        isBehindFirstBlock = true;
        isKeptGiven = true;
    }

    private SseStep ReadLong(ReadOnlySpan<byte> bytes, out int consumed, out SseBlock block)
    {
        bool isEnd = scanner.Scan(bytes, out consumed);
        Length += consumed;
        block = new SseBlock { Raw = bytes[..consumed] };
        return isEnd ? EndBlock(SseStep.LongEnd) : SseStep.LongPiece;
    }

    private SseStep EndBlock(SseStep step)
    {
        Debug.Assert(isInBlock, "a block ended that had not begun");
        isInBlock = false;
        isLong = false;
        reader.SetLastEventId();
        return step;
    }

    /// <summary>What was given at the step before is needed no more.</summary>
    private void Forget()
    {
        if (isKeptGiven)
        {
            isKeptGiven = false;
            kept.Release();
            reader.Forget();
        }
    }
}
