namespace Proximity.Content.Chains;

/// <summary>Passes a body on as it is.</summary>
internal sealed class IdentityEncoder : IContentEncoder
{
    private readonly IdentityDecoder copy = new();

    public string? Problem => null;

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
        => copy.Process(source, destination, isLast, out consumed, out written);

    public ContentStatus Flush(Span<byte> destination, out int written)
    {
        written = 0;
        return ContentStatus.NeedMore;
    }

    public void Dispose() => copy.Dispose();
}
