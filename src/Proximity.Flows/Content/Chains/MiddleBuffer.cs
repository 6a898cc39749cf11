using System.Buffers;

namespace Proximity.Content.Chains;

/// <summary>
/// What the first of two transforms has written and the second has not taken yet; at most 4 KiB, lent by the shared pool.
/// </summary>
internal sealed class MiddleBuffer : IDisposable
{
    private const int Size = 4 * 1024;

    private byte[]? bytes = ArrayPool<byte>.Shared.Rent(Size);
    private int start;
    private int end;

    public ReadOnlySpan<byte> Span => bytes.AsSpan(start, end - start);

    /// <summary>Where the first one writes; nothing may be left then.</summary>
    public Span<byte> Free => bytes.AsSpan(0, Size);

    public void Fill(int count) => (start, end) = (0, count);

    public void Take(int count) => start += count;

    public void Dispose()
    {
        if (bytes is { } lent)
        {
            bytes = null;
            (start, end) = (0, 0);
            ArrayPool<byte>.Shared.Return(lent);
        }
    }
}
