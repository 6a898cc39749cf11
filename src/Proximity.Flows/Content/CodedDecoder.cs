using System.Diagnostics;

namespace Proximity.Content;

/// <summary>What all decoders of codings have in common: an end that stays, and the empty body.</summary>
internal abstract class CodedDecoder : IContentDecoder
{
    private ContentStatus? ended;
    private bool hasBegun;

    public string? Problem { get; private set; }

    public bool HasTrailingBytes { get; private set; }

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        if (ended is { } end)
        {
            return end;
        }

        hasBegun |= !source.IsEmpty;
        ContentStatus status = hasBegun ? Decode(source, destination, isLast, out consumed, out written) : OfNothing(isLast);
        Debug.Assert(status != ContentStatus.NeedMore || (consumed == source.Length && !isLast), "more is needed only when all was taken");
        Debug.Assert(
            status is not (ContentStatus.Done or ContentStatus.Truncated) || (consumed == source.Length && isLast),
            "a body ends with its last byte");
        if (status is not (ContentStatus.NeedMore or ContentStatus.DestinationFull))
        {
            ended = status;
        }

        return status;
    }

    public abstract void Dispose();

    /// <summary>
    /// The work, in the terms of <see cref="IContentTransform.Process"/>; not called again after its end, nor before the first byte.
    /// </summary>
    protected abstract ContentStatus Decode(
        ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written);

    protected ContentStatus Fail(string problem)
    {
        Problem = problem;
        return ContentStatus.Invalid;
    }

    /// <summary>The source has ended within the coded data.</summary>
    protected ContentStatus Starve(bool isLast, string problem)
    {
        if (!isLast)
        {
            return ContentStatus.NeedMore;
        }

        Problem = problem;
        return ContentStatus.Truncated;
    }

    /// <summary>Takes what stands behind the end of the coded data.</summary>
    protected ContentStatus SkipTrailing(ReadOnlySpan<byte> source, bool isLast, ref int consumed)
    {
        HasTrailingBytes |= consumed < source.Length;
        consumed = source.Length;
        return OfNothing(isLast);
    }

    /// <summary>Bytes that were taken before turn out to stand behind the end.</summary>
    protected void MarkTrailing() => HasTrailingBytes = true;

    protected static ContentStatus OfNothing(bool isLast) => isLast ? ContentStatus.Done : ContentStatus.NeedMore;
}
