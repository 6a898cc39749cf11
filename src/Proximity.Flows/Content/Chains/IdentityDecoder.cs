namespace Proximity.Content.Chains;

/// <summary>Passes a body on as it is.</summary>
internal sealed class IdentityDecoder : IContentDecoder
{
    private bool isEnded;

    public string? Problem => null;

    public bool HasTrailingBytes => false;

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = isEnded ? 0 : Math.Min(source.Length, destination.Length);
        written = consumed;
        source[..consumed].CopyTo(destination);
        if (consumed < source.Length && !isEnded)
        {
            return ContentStatus.DestinationFull;
        }

        isEnded |= isLast;
        return isEnded ? ContentStatus.Done : ContentStatus.NeedMore;
    }

    public void Dispose()
    {
    }
}
