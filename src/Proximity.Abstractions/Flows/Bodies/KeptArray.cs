using Proximity.Protocol;

namespace Proximity.Flows;

/// <summary>
/// The memory in which a body's bytes gather: lent by a pool while nobody knows how many there will be, and an array of the body's own once
/// that is known or near. Not thread-safe.
/// </summary>
internal struct KeptArray
{
    /// <summary>
    /// A body that announces so little gets an array of its size at once; of a longer one, no more than what has come is believed.
    /// </summary>
    private const int TrustedBytes = 16 * 1024;

    /// <summary>
    /// From this size on an array lies where the garbage collector moves nothing. Most bodies outlive two generations, and would be copied
    /// twice.
    /// </summary>
    private const int PinnedBytes = 4 * 1024;

    private const int GrowthFactor = 4;

    private bool isPooled;

    /// <summary>The array, which may be longer than what is in it; null before the first byte.</summary>
    public byte[]? Bytes { get; private set; }

    /// <summary>Its length in bytes.</summary>
    public readonly int Size => Bytes?.Length ?? 0;

    /// <summary>Makes room behind the bytes that are there.</summary>
    /// <param name="pool">Lends arrays.</param>
    /// <param name="length">How many bytes are there.</param>
    /// <param name="count">How many more come now.</param>
    /// <param name="expected">How many there will be in the end, and whether that is sure.</param>
    public void MakeRoom(BufferPool pool, int length, int count, in Expectation expected)
    {
        int needed = length + count;
        if (Bytes is null)
        {
            // What user code makes of a body may be longer than what was announced.
            bool isKnown = expected.IsSure && expected.Bytes >= needed && (expected.Bytes <= TrustedBytes || expected.Bytes == needed);
            (Bytes, isPooled) = (isKnown ? Lasting(expected.Bytes) : pool.Rent(needed), !isKnown);
            return;
        }

        if (needed <= Bytes.Length)
        {
            return;
        }

        // The array that can become full is the one that stays: it is not copied again.
        int size = Math.Max(needed, (int)Math.Min((long)Bytes.Length * GrowthFactor, expected.Bytes));
        bool isLasting = size == expected.Bytes && (expected.IsSure || needed > expected.Bytes / 2);
        byte[] larger = isLasting ? Lasting(size) : pool.Rent(size);
        Bytes.AsSpan(0, length).CopyTo(larger);
        Release(pool);
        (Bytes, isPooled) = (larger, !isLasting);
    }

    /// <summary>An array of just this many bytes; the one that was filled, if it is full, which is taken out.</summary>
    public byte[] Take(int length)
    {
        if (Bytes is not { } filled || length == 0)
        {
            return [];
        }

        if (isPooled || filled.Length != length)
        {
            return filled.AsSpan(0, length).ToArray();
        }

        Bytes = null;
        return filled;
    }

    /// <summary>Lets go of it.</summary>
    public void Release(BufferPool pool)
    {
        if (Bytes is { } lent && isPooled)
        {
            pool.Return(lent);
        }

        (Bytes, isPooled) = (null, false);
    }

    private static byte[] Lasting(int size) => GC.AllocateUninitializedArray<byte>(size, pinned: size >= PinnedBytes);

    /// <summary>How long a body will be, as far as it is kept.</summary>
    /// <param name="Bytes">The number of bytes, or the most that there can be.</param>
    /// <param name="IsSure">True when the body was announced with that length or has just ended with it.</param>
    internal readonly record struct Expectation(int Bytes, bool IsSure);
}
