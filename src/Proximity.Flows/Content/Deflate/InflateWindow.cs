using System.Buffers;
using System.Runtime.CompilerServices;

namespace Proximity.Content.Deflate;

/// <summary>
/// The last 32 KiB that were inflated, for copies to refer to, and in front of them up to as much that was not taken yet. A ring of 64
/// KiB, lent by the shared pool.
/// </summary>
internal sealed class InflateWindow : IDisposable
{
    private const int Size = 64 * 1024;
    private const int Mask = Size - 1;

    /// <summary>A copy has at most 258 bytes; so nothing that was not taken is overwritten, and neither is the history.</summary>
    private const int MaxPending = (Size / 2) - 512;

    private byte[] ring = ArrayPool<byte>.Shared.Rent(Size);
    private long start;
    private long written;
    private long taken;

    public bool HasRoom => written - taken < MaxPending;

    public bool HasPending => written > taken;

    /// <summary>How much may still be written before it has to be taken.</summary>
    public int Room => (int)Math.Max(0, MaxPending - (written - taken));

    private int Position => (int)written & Mask;

    /// <summary>Forgets the history; what was not taken stays.</summary>
    public void Restart() => start = written;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(byte value)
    {
        ring[Position] = value;
        written++;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        int first = Math.Min(bytes.Length, Size - Position);
        bytes[..first].CopyTo(ring.AsSpan(Position));
        bytes[first..].CopyTo(ring);
        written += bytes.Length;
    }

    /// <summary>Repeats bytes that were written; false when the distance reaches behind the beginning.</summary>
    public bool Copy(int distance, int count)
    {
        if (distance > written - start)
        {
            return false;
        }

        int position = Position;
        int from = (position - distance) & Mask;
        if (from + count > Size || position + count > Size)
        {
            CopyAround(from, position, count);
        }
        else if (distance >= count)
        {
            ring.AsSpan(from, count).CopyTo(ring.AsSpan(position));
        }
        else
        {
            Repeat(ring.AsSpan(from, distance + count), distance);
        }

        written += count;
        return true;
    }

    /// <summary>The copy reaches into what it writes itself, which is how repetitions are written.</summary>
    private static void Repeat(Span<byte> bytes, int distance)
    {
        for (int i = distance; i < bytes.Length; i++)
        {
            bytes[i] = bytes[i - distance];
        }
    }

    /// <summary>The same where the ring's end is in the way.</summary>
    private void CopyAround(int from, int position, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ring[(position + i) & Mask] = ring[(from + i) & Mask];
        }
    }

    /// <summary>Takes as much as fits; the number of bytes.</summary>
    public int Take(Span<byte> destination)
    {
        int count = (int)Math.Min(written - taken, destination.Length);
        if (count == 0)
        {
            return 0;
        }

        int from = (int)taken & Mask;
        int first = Math.Min(count, Size - from);
        ring.AsSpan(from, first).CopyTo(destination);
        ring.AsSpan(0, count - first).CopyTo(destination[first..]);
        taken += count;
        return count;
    }

    public void Dispose()
    {
        byte[] lent = ring;
        ring = [];
        if (lent.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(lent);
        }
    }
}
