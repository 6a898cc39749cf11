namespace Proximity.Flows.Tests.Stores;

/// <summary>A clock that goes when it is told to. Its timers are the system's, and counted.</summary>
internal sealed class CountedTimers : TimeProvider
{
    private long ticks;
    private int timers;

    /// <summary>How many were made.</summary>
    public int Timers => Volatile.Read(ref timers);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

    public override long GetTimestamp() => Volatile.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref timers);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
