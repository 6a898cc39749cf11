using System.Diagnostics;

namespace Proximity.Protocol;

/// <summary>A growing run of bytes in a pooled array, held only between the first write and <see cref="Release"/>. Reusable; not thread-safe.</summary>
internal sealed class ByteBuffer(BufferPool pool)
{
    private const int FirstBytes = 1024;

    private byte[]? array;
    private int length;

    public int Length => length;

    public ReadOnlySpan<byte> Span => array.AsSpan(0, length);

    public ReadOnlyMemory<byte> Memory => array.AsMemory(0, length);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        length += bytes.Length;
    }

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        length++;
    }

    /// <summary>Room for at least <paramref name="count"/> bytes behind what is written; <see cref="Advance"/> says how many were filled.</summary>
    public Span<byte> Reserve(int count)
    {
        if (array is null)
        {
            array = pool.Rent(Math.Max(count, FirstBytes));
        }
        else if (array.Length - length < count)
        {
            Grow(count);
        }

        return array.AsSpan(length);
    }

    public void Advance(int count)
    {
        Debug.Assert(array is not null && length + count <= array.Length, "advanced past the reserved room");
        length += count;
    }

    public void Clear() => length = 0;

    /// <summary>Forgets what stands behind the first <paramref name="count"/> bytes.</summary>
    public void Truncate(int count)
    {
        Debug.Assert(count <= length, "truncated to more than there is");
        length = count;
    }

    /// <summary>Empties the buffer and gives its array back; writing again rents a new one.</summary>
    public void Release()
    {
        length = 0;
        if (array is { } lent)
        {
            array = null;
            pool.Return(lent);
        }
    }

    private void Grow(int count)
    {
        byte[] larger = pool.Rent(Math.Max(checked(length + count), array!.Length * 2));
        array.AsSpan(0, length).CopyTo(larger);
        pool.Return(array);
        array = larger;
    }
}
