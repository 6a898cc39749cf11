namespace Proximity.Origins;

/// <summary>How many connections to one hop wait, on all shelves together. Its connections keep it, so that counting takes no look-up. Thread-safe.</summary>
internal sealed class HopTally
{
    private const int Retired = int.MinValue;

    private int count;

    public bool IsRetired => Volatile.Read(ref count) < 0;

    /// <summary>False at the limit.</summary>
    public bool TryAdd(int limit)
    {
        int after = Interlocked.Increment(ref count);
        if (after > 0 && after <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    public void Remove() => Interlocked.Decrement(ref count);

    /// <summary>True when none waits: it counts no more, and the next connection makes a new one.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref count, Retired, 0) == 0;
}
