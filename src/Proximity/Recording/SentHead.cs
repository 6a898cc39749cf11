namespace Proximity.Recording;

/// <summary>A head as it goes out.</summary>
/// <param name="block">Its bytes, up to the empty line and with it.</param>
/// <param name="isRendered">True when it goes by HTTP/2, which has no such block.</param>
internal readonly ref struct SentHead(ReadOnlySpan<byte> block, bool isRendered)
{
    public ReadOnlySpan<byte> Block { get; } = block;

    public bool IsRendered { get; } = isRendered;
}
