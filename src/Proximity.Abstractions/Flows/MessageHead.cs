using System.Text;

namespace Proximity.Flows;

/// <summary>
/// What a request and a response have in common: a received block whose strings are made when first asked for, or strings alone.
/// The strings are built whole and then published, so that threads asking at the same time get the same object. Never copy this struct.
/// </summary>
internal struct MessageHead
{
    private readonly byte[]? block;
    private readonly byte[]? received;
    private readonly StartLineKind kind;
    private readonly string raw;
    private HeadText? text;

    /// <summary>A head over its block.</summary>
    /// <param name="block">What is read.</param>
    /// <param name="kind">What its first line is.</param>
    /// <param name="received">What came instead, when lenient reading mended it; null when nothing did.</param>
    public MessageHead(byte[] block, StartLineKind kind, byte[]? received = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        this.block = block;
        this.received = received;
        this.kind = kind;
        raw = string.Empty;
    }

    public MessageHead(HeadText text, string raw = "")
    {
        this.text = text;
        this.raw = raw;
    }

    public readonly string Raw => block is null ? raw : Encoding.Latin1.GetString(received ?? block);

    /// <summary>The block; null for a head that has strings alone.</summary>
    public readonly byte[]? Block => block;

    /// <summary>What came instead of the block, when lenient reading mended it; null when nothing did.</summary>
    public readonly byte[]? Received => received;

    /// <summary>The bytes of the received block, and of what came instead of it.</summary>
    public readonly int RawBytes => (block?.Length ?? raw.Length) + (received?.Length ?? 0);

    public HeadText Text => Volatile.Read(ref text) ?? Publish();

    public bool IsChanged => block is null || Volatile.Read(ref text) is { IsChanged: true };

    /// <summary>The strings, without keeping them: an export of a million flows must not leave a million split heads behind.</summary>
    public HeadText Peek() => Volatile.Read(ref text) ?? HeadSplitter.Split(block!, kind);

    /// <summary>A head that nobody else changes; the strings of an unchanged one are made anew when asked for.</summary>
    public MessageHead Freeze()
    {
        HeadText? known = Volatile.Read(ref text);
        return block is not null && known is not { IsChanged: true }
            ? new MessageHead(block, kind, received)
            : new MessageHead(new HeadText(known!.First, known.Second, known.Third, known.Headers.Lines), Raw);
    }

    /// <summary>True when the head is as it was when the other was frozen of it.</summary>
    public readonly bool IsStill(in MessageHead frozen)
    {
        HeadText? known = Volatile.Read(in text);
        return block is not null && known is not { IsChanged: true }
            ? ReferenceEquals(block, frozen.block)
            : frozen.block is null && Volatile.Read(in frozen.text) is { } shown && known!.IsStill(shown);
    }

    private HeadText Publish()
    {
        // One of the two is always there: a head without a block was given its strings.
        HeadText split = HeadSplitter.Split(block!, kind);
        return Interlocked.CompareExchange(ref text, split, null) ?? split;
    }
}
