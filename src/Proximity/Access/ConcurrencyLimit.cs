namespace Proximity.Access;

/// <summary>A bounded number of places. Thread-safe.</summary>
/// <param name="max">How many there are.</param>
internal sealed class ConcurrencyLimit(int max)
{
    private int taken;

    /// <summary>How many are taken now.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>False when none is free.</summary>
    public bool TryTake()
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
