namespace Proximity.Access;

/// <summary>A bounded number of places. Thread-safe.</summary>
internal sealed class ConcurrencyLimit
{
    private int taken;

    /// <summary>How many are taken now.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>False when none is free.</summary>
    /// <param name="max">How many there are for whom asks now; it may have been more for those that have one.</param>
    public bool TryTake(int max)
    {
        if (Interlocked.Increment(ref taken) <= max)
        {
            return true;
        }

        Interlocked.Decrement(ref taken);
        return false;
    }

    public void Give() => Interlocked.Decrement(ref taken);
}
