namespace Proximity.Protocol.WebSockets;

/// <summary>The payload of one direction's messages, one after the other: unmasked, inflated, checked to be text, kept up to a bound and counted beyond.</summary>
internal sealed class MessageContent(BufferPool pool, MessageReaderSettings settings) : IDisposable
{
    /// <summary>A stretch of payload that is worked on at a time.</summary>
    private const int StretchBytes = 4096;

    /// <summary>What little bytes may grow to in all: this much, and this many times their number. Text seldom shrinks to less than a thirtieth, deflate makes a thousandth of zeros.</summary>
    private const long FreeInflation = 16 * 1024 * 1024;
    private const long MaxInflation = 64;

    private readonly ByteBuffer kept = new(pool);
    private readonly MessageInflater? inflater = settings.Deflate is { } deflate ? new MessageInflater(deflate.NoContextTakeover) : null;
    private Utf8Checker utf8;
    private bool isText;
    private bool cannotInflate;
    private bool isLost;
    private long compressedTotal;
    private long inflatedTotal;

    public ReadOnlySpan<byte> Kept => kept.Span;

    public long Length { get; private set; }

    public bool IsCompressed { get; private set; }

    public bool IsEncoded { get; private set; }

    /// <summary>What was found wrong so far.</summary>
    public FrameProblems Problems { get; private set; }

    private bool Inflates => IsCompressed && !IsEncoded;

    public void Begin(bool isText, bool isCompressed)
    {
        kept.Release();
        Length = 0;
        isLost = false;
        IsCompressed = isCompressed;
        IsEncoded = settings.IsOpaque || (isCompressed && cannotInflate);
        this.isText = isText && !IsEncoded;
        utf8.Reset();
    }

    /// <summary>The next piece of payload as it came.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="maskKey">The frame's key, or null.</param>
    /// <param name="offset">How many bytes of the frame's payload stand before them.</param>
    public void Add(ReadOnlySpan<byte> piece, uint? maskKey, long offset)
    {
        if (isLost)
        {
            return;
        }

        if (!Inflates && !isText && kept.Length == settings.KeptBytes)
        {
            // Nobody wants to see them.
            Length += piece.Length;
            return;
        }

        if (maskKey is not { } key)
        {
            AddUnmasked(piece);
            return;
        }

        Span<byte> unmasked = stackalloc byte[Math.Min(piece.Length, StretchBytes)];
        while (!piece.IsEmpty && !isLost && !IsBeyond)
        {
            ReadOnlySpan<byte> stretch = piece[..Math.Min(piece.Length, unmasked.Length)];
            FrameMask.Apply(stretch, unmasked, key, offset);
            AddUnmasked(unmasked[..stretch.Length]);
            piece = piece[stretch.Length..];
            offset += stretch.Length;
        }
    }

    /// <summary>The message has ended.</summary>
    public void End()
    {
        if (Inflates)
        {
            inflater!.FeedEnd();
            Inflate();
            if (Inflates)
            {
                inflater.NextMessage();
            }
        }

        if (isText && !utf8.IsComplete)
        {
            NoText();
        }
    }

    public void Forget() => kept.Release();

    public void Dispose()
    {
        kept.Release();
        inflater?.Dispose();
    }

    private bool IsBeyond => settings.StopsBeyond && Length > settings.KeptBytes;

    private void AddUnmasked(ReadOnlySpan<byte> piece)
    {
        if (!Inflates)
        {
            Keep(piece);
            return;
        }

        // In stretches, so that the inflater's copy of its input stays small.
        while (!piece.IsEmpty && Inflates && !IsBeyond)
        {
            ReadOnlySpan<byte> stretch = piece[..Math.Min(piece.Length, StretchBytes)];
            compressedTotal += stretch.Length;
            inflater!.Feed(stretch);
            Inflate();
            piece = piece[stretch.Length..];
        }
    }

    private void Inflate()
    {
        Span<byte> output = stackalloc byte[StretchBytes];
        try
        {
            int count;
            while (!IsBeyond && (count = inflater!.Read(output)) > 0)
            {
                inflatedTotal += count;
                Keep(output[..count]);
                if (inflatedTotal > FreeInflation && inflatedTotal / MaxInflation > compressedTotal && !settings.StopsBeyond)
                {
                    GiveUp(FrameProblems.InflatesTooFar);
                    return;
                }
            }
        }
        catch (InvalidDataException)
        {
            GiveUp(FrameProblems.InvalidDeflate);
        }
    }

    /// <summary>Nothing is kept of the message: how much came out of it depends on how it was cut. Without it the context of the next ones is lost.</summary>
    private void GiveUp(FrameProblems problem)
    {
        Problems |= problem;
        cannotInflate = true;
        isLost = true;
        kept.Release();
        Length = 0;
        IsEncoded = true;
        isText = false;
        inflater!.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        Length += piece.Length;
        kept.Write(piece[..Math.Min(piece.Length, settings.KeptBytes - kept.Length)]);
        if (isText && !utf8.Add(piece))
        {
            NoText();
        }
    }

    private void NoText()
    {
        Problems |= FrameProblems.InvalidText;
        isText = false;
    }
}
