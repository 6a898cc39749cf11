namespace Proximity.Content.Chains;

/// <summary>A decoder that gives so many bytes and no more. One byte beyond is decoded, to know that there is one, and dropped.</summary>
internal sealed class LimitedDecoder(IContentDecoder inner, long maxBytes) : IContentDecoder
{
    private long total;
    private bool isExceeded;

    public string? Problem => isExceeded ? $"The decoded data has more than {maxBytes} bytes." : inner.Problem;

    public bool HasTrailingBytes => inner.HasTrailingBytes;

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        if (isExceeded)
        {
            return ContentStatus.LimitExceeded;
        }

        if (total == maxBytes)
        {
            return LookBeyond(source, isLast, out consumed);
        }

        Span<byte> allowed = destination[..(int)Math.Min(destination.Length, maxBytes - total)];
        ContentStatus status = inner.Process(source, allowed, isLast, out consumed, out written);
        total += written;
        return status;
    }

    public void Dispose() => inner.Dispose();

    private ContentStatus LookBeyond(ReadOnlySpan<byte> source, bool isLast, out int consumed)
    {
        Span<byte> beyond = stackalloc byte[1];
        ContentStatus status = inner.Process(source, beyond, isLast, out consumed, out int count);
        isExceeded = count > 0;
        return isExceeded ? ContentStatus.LimitExceeded : status;
    }
}
