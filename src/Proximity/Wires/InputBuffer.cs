using System.Diagnostics;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Protocol;

namespace Proximity.Wires;

/// <summary>
/// The bytes read from one wire and not yet used. Holds a pooled array only while there are such bytes or a read is under way with one. Not
/// thread-safe.
/// </summary>
internal sealed class InputBuffer(Wire wire, BufferPool pool)
{
    /// <summary>
    /// Room kept free before and behind what a body read brings, so that a chunk's size line and end can be written around it in place.
    /// </summary>
    public const int Headroom = 16;
    public const int Tailroom = 8;

    private const int SmallBodyBytes = 4 * 1024;
    private const int MediumBodyBytes = 16 * 1024;
    private const int LargeBodyBytes = 64 * 1024;

#if DEBUG
    // Every run of a debug build crosses every edge between reads.
    private const int FirstHeadBytes = 16;
#else
    private const int FirstHeadBytes = 4 * 1024;
#endif

    private byte[]? array;
    private int start;
    private int end;
    private bool lastReadFilled;

    /// <summary>A read into the array is under way: it must be neither given back nor moved.</summary>
    private OverlapCheck reading;

    public Wire Wire { get; } = wire;

    public int Length => end - start;

    public ReadOnlySpan<byte> Span => array.AsSpan(start, Length);

    public Memory<byte> Memory => array.AsMemory(start, Length);

    /// <summary>
    /// The first bytes held with room around them, for framing in place. A head or <see cref="Headroom"/> always lies before a body.
    /// </summary>
    public Memory<byte> Around(int before, int length, int after)
    {
        Debug.Assert(start >= before && start + length + after <= array!.Length, "no room kept around a body read");
        return array.AsMemory(start - before, before + length + after);
    }

    public void Consume(int count)
    {
        reading.AssertNone();
        Debug.Assert(count >= 0 && count <= Length, "consumed more than was read");
        start += count;
        if (start == end)
        {
            start = end = 0;
        }
    }

    /// <summary>
    /// Reads more of a head behind what is there, growing up to the limit; call only while fewer than <paramref name="limit"/> bytes are
    /// held.
    /// </summary>
    public ValueTask<WireResult> FillHeadAsync(int limit)
    {
        Debug.Assert(Length < limit, "a head beyond its limit must have been refused");
        reading.Begin();
        MakeRoom(Math.Min(Math.Max(FirstHeadBytes, Length * 2), Math.Max(limit, FirstHeadBytes)));
        ValueTask<WireResult> read;
        try
        {
            read = Wire.ReadAsync(array.AsMemory(end, array!.Length - end - Tailroom));
        }
        catch
        {
            // A defect: nothing reads any more.
            reading.End();
            throw;
        }

        return read.IsCompletedSuccessfully ? new ValueTask<WireResult>(Filled(read.Result)) : AwaitFilledAsync(read);
    }

    /// <summary>
    /// Reads more of a body that is held, behind what is there, growing up to the limit. Room is kept before it, as before any body.
    /// </summary>
    /// <param name="limit">The most bytes to hold; call only while fewer are.</param>
    public async ValueTask<WireResult> FillHeldAsync(int limit)
    {
        Debug.Assert(Length < limit, "a body beyond its limit is not held");
        reading.Begin();
        MakeRoom(Math.Min(Math.Max(SmallBodyBytes, Length * 2), limit) + Headroom + Tailroom, Headroom);
        try
        {
            WireResult result = await Wire.ReadAsync(array.AsMemory(end, array!.Length - end - Tailroom)).ConfigureAwait(false);
            end += result.Count;
            lastReadFilled = end == array.Length - Tailroom;
            return result;
        }
        finally
        {
            reading.End();
            ReleaseIfEmpty();
        }
    }

    /// <summary>Content that no wire brought, to be sent like what one did.</summary>
    /// <param name="wire">Only for its name; it is not read.</param>
    /// <param name="pool">Where the copy lies.</param>
    /// <param name="content">Copied.</param>
    public static InputBuffer Of(Wire wire, BufferPool pool, ReadOnlySpan<byte> content)
    {
        var buffer = new InputBuffer(wire, pool);
        if (!content.IsEmpty)
        {
            buffer.array = pool.Rent(Headroom + content.Length + Tailroom);
            buffer.start = Headroom;
            buffer.end = Headroom + content.Length;
            content.CopyTo(buffer.array.AsSpan(Headroom));
        }

        return buffer;
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<WireResult> AwaitFilledAsync(ValueTask<WireResult> read)
    {
        WireResult result;
        try
        {
            result = await read.ConfigureAwait(false);
        }
        finally
        {
            reading.End();
        }

        return Filled(result);
    }

    private WireResult Filled(in WireResult result)
    {
        reading.End();
        Debug.Assert(result.Count <= array!.Length - Tailroom - end, "more was read than there was room for");
        lastReadFilled = result.Count > 0 && end + result.Count == array!.Length - Tailroom;
        end += result.Count;
        ReleaseIfEmpty();
        return result;
    }

    /// <summary>
    /// Reads a stretch of body, and perhaps what is behind it; call only when nothing is held. Buffers grow once reads fill them: a long
    /// body moves in large pieces, a short one never pays for them. A read that does not fill its buffer has emptied the socket, which so
    /// need not be asked again.
    /// </summary>
    /// <param name="wanted">The most bytes that belong to the body; at least 1.</param>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<WireResult> FillBodyAsync(long wanted)
    {
        Debug.Assert(Length == 0, "unread bytes would be overtaken");
        int size = NextBodyBytes(wanted);
        if (array is null || array.Length < size)
        {
            Release();
            array = pool.Rent(size);
        }

        start = end = Headroom;
        reading.Begin();
        WireResult result;
        try
        {
            result = await Wire.ReadAsync(array.AsMemory(Headroom, array.Length - Headroom - Tailroom)).ConfigureAwait(false);
        }
        finally
        {
            reading.End();
        }

        end += result.Count;
        lastReadFilled = result.Count == array.Length - Headroom - Tailroom;
        if (result.Count == 0)
        {
            Release();
        }

        return result;
    }

    /// <summary>With room for a byte more than is wanted.</summary>
    private int NextBodyBytes(long wanted)
    {
        int proven = !lastReadFilled ? SmallBodyBytes
            : array is null || array.Length < MediumBodyBytes ? MediumBodyBytes
            : LargeBodyBytes;
        return (int)Math.Min(proven, Math.Max(SmallBodyBytes, Math.Min(wanted, LargeBodyBytes) + Headroom + Tailroom + 1));
    }

    /// <summary>Gives the array back when nothing is unread: an idle connection holds no buffer.</summary>
    public void ReleaseIfEmpty()
    {
        if (Length == 0)
        {
            Release();
        }
    }

    /// <summary>Forgets what is unread and gives the array back.</summary>
    public void Release()
    {
        reading.AssertNone();
        start = end = 0;
        if (array is { } lent)
        {
            array = null;
            pool.Return(lent);
        }
    }

    private void MakeRoom(int size, int before = 0)
    {
        if (array is null)
        {
            array = pool.Rent(size);
            start = end = before;
            return;
        }

        if (start >= before && end < array.Length - Tailroom)
        {
            return;
        }

        int held = Length;
        if (start > before && held + before + Tailroom <= array.Length / 2)
        {
            array.AsSpan(start, held).CopyTo(array.AsSpan(before));
        }
        else
        {
            byte[] larger = pool.Rent(Math.Max(size, array.Length * 2));
            array.AsSpan(start, held).CopyTo(larger.AsSpan(before));
            pool.Return(array);
            array = larger;
        }

        start = before;
        end = before + held;
    }
}
