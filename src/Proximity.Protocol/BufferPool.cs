using System.Buffers;
using System.Diagnostics;
using System.Numerics;

namespace Proximity.Protocol;

/// <summary>
/// Lends byte arrays and counts them, so that a test can ask whether every one came back. One per proxy; thread-safe. Each thread keeps some
/// arrays of each size at hand, as many as a busy thread's connections hold at a time. Further ones, and those that are not needed for a while
/// (<see cref="SpareStacks"/>), are left to the garbage collector: the runtime's shared pool would keep some megabytes of them for good.
/// Only larger arrays come from there.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>The smallest and largest arrays a thread keeps: powers of two, 16 bytes to 64 KiB.</summary>
    private const int SmallestBits = 4;
    private const int LargestBits = 16;

    /// <summary>How many bytes of each size a thread keeps at most.</summary>
    private const int KeptBytes = 1024 * 1024;
    private const int MostKept = 512;

    /// <summary>A cache line of its own for each count: cores that count on one line wait for one another.</summary>
    private const int Stride = 16;
    private const int StripeCount = 8;

    [ThreadStatic]
    private static SpareStack<byte[]>[]? kept;

    private readonly long[] outstanding = new long[(StripeCount + 1) * Stride];

    /// <summary>How many arrays are lent at this moment.</summary>
    public long Outstanding
    {
        get
        {
            long sum = 0;
            for (int stripe = 1; stripe <= StripeCount; stripe++)
            {
                sum += Interlocked.Read(ref outstanding[stripe * Stride]);
            }

            return sum;
        }
    }

    /// <summary>Lends an array of at least <paramref name="minimumBytes"/>; its content is undefined.</summary>
    public byte[] Rent(int minimumBytes)
    {
        Interlocked.Increment(ref Count());
        int bits = Bits(minimumBytes);
        return bits <= LargestBits
            ? (kept ??= NewStacks())[bits - SmallestBits].Pop() ?? GC.AllocateUninitializedArray<byte>(1 << bits)
            : ArrayPool<byte>.Shared.Rent(minimumBytes);
    }

    /// <summary>Takes an array back; the caller must not touch it again.</summary>
    public void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref Count());
        int bits = Bits(buffer.Length);
        if (bits <= LargestBits)
        {
            Debug.Assert(buffer.Length == 1 << bits, "an array of another pool was given back");
            _ = (kept ??= NewStacks())[bits - SmallestBits].Push(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Bits(int bytes) => Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(1, bytes - 1)) + 1);

    private static SpareStack<byte[]>[] NewStacks()
    {
        var stacks = new SpareStack<byte[]>[LargestBits - SmallestBits + 1];
        for (int index = 0; index < stacks.Length; index++)
        {
            stacks[index] = new SpareStack<byte[]>(Math.Min(MostKept, KeptBytes >> (SmallestBits + index)));
        }

        return stacks;
    }

    private ref long Count() => ref outstanding[((Environment.CurrentManagedThreadId % StripeCount) + 1) * Stride];
}
