using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Proximity.Content.Deflate;

/// <summary>
/// Bits that were taken from the source and not used yet (RFC 1951 §3.1.1). Bytes are taken only when a value needs them; so fewer than
/// eight bits are left when a value is complete, and the deflated data ends in the byte that was taken last.
/// </summary>
internal struct BitBuffer
{
    public ulong Bits;
    public int Count;

    /// <summary>Takes one byte; false when there is none.</summary>
    public bool Load(ReadOnlySpan<byte> source, ref int at)
    {
        if (at >= source.Length)
        {
            return false;
        }

        Bits |= (ulong)source[at++] << Count;
        Count += 8;
        return true;
    }

    /// <summary>Sees to it that so many bits are there; false when the source ends before.</summary>
    public bool Need(int count, ReadOnlySpan<byte> source, ref int at)
    {
        while (Count < count)
        {
            if (!Load(source, ref at))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes as many bytes as fit, so that at least 56 bits are there. The source has eight bytes at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill(ReadOnlySpan<byte> source, ref int at)
    {
        // The bits above Count are those of the next byte, and come again with it.
        Bits |= BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) << Count;
        at += (63 - Count) >> 3;
        Count |= 56;
    }

    /// <summary>Puts back the whole bytes that are there.</summary>
    public void GiveBack(ref int at)
    {
        at -= Count >> 3;
        Count &= 7;
        Bits &= (1UL << Count) - 1;
    }

    /// <summary>Uses bits that are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        int value = (int)(Bits & ((1UL << count) - 1));
        Drop(count);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(int count)
    {
        Bits >>= count;
        Count -= count;
    }
}
