namespace Proximity.Timing;

/// <summary>
/// Timers that tick on one thread of their own, which the whole process shares: time-outs must end, and event loops must be rescued, though
/// user code holds every thread of the pool. Real time. A callback runs on that thread and must not block; one that throws stops no other
/// timer.
/// </summary>
internal sealed class ClockThread : TimeProvider
{
    private readonly object gate = new();

    /// <summary>The timers that tick. They are few: one for each proxy, and one for its event loops.</summary>
    private readonly List<Ticker> running = [];
    private bool hasThread;

    private ClockThread()
    {
    }

    private static ClockThread Shared { get; } = new();

    /// <summary>The system clock's timers run on this thread; an application's clock makes its own.</summary>
    public static TimeProvider TimersOf(TimeProvider clock) => clock == System ? Shared : clock;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var ticker = new Ticker(this, callback, state);
        ticker.Change(dueTime, period);
        return ticker;
    }

    private static long Milliseconds() => (long)System.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>False once the ticker is disposed: one that is added then would stay for as long as the process lives.</summary>
    private bool TrySet(Ticker ticker, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            if (ticker.IsDisposed)
            {
                return false;
            }

            running.Remove(ticker);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            ticker.Due = Milliseconds() + (long)dueTime.TotalMilliseconds;
            ticker.Period = period == Timeout.InfiniteTimeSpan ? null : Math.Max(1, (long)period.TotalMilliseconds);
            running.Add(ticker);
            if (!hasThread)
            {
                hasThread = true;
                new Thread(Run) { IsBackground = true, Name = "Proximity clock" }.UnsafeStart();
            }

            Monitor.Pulse(gate);
            return true;
        }
    }

    private void End(Ticker ticker)
    {
        lock (gate)
        {
            ticker.IsDisposed = true;
            running.Remove(ticker);
        }
    }

    /// <summary>Lives as long as the process, and sleeps while no timer ticks.</summary>
    private void Run()
    {
        while (true)
        {
            Ticker due = NextDue();
            try
            {
                due.Tick();
            }
#pragma warning disable CA1031 // A defect of one timer's owner, who knows better how to report it: the others depend on this thread.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The owner ticks again in its next period.
            }
        }
    }

    private Ticker NextDue()
    {
        lock (gate)
        {
            while (true)
            {
                long now = Milliseconds();
                if (running.MinBy(static ticker => ticker.Due) is not { } first)
                {
                    Monitor.Wait(gate);
                }
                else if (first.Due > now)
                {
                    Monitor.Wait(gate, (int)Math.Min(int.MaxValue, first.Due - now));
                }
                else
                {
                    Renew(first, now);
                    return first;
                }
            }
        }
    }

    /// <summary>A tick that comes late moves the ones behind it: they are not made up for.</summary>
    private void Renew(Ticker ticker, long now)
    {
        if (ticker.Period is { } period)
        {
            ticker.Due = now + period;
        }
        else
        {
            running.Remove(ticker);
        }
    }

    private sealed class Ticker(ClockThread thread, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool isDisposed;

        /// <summary>Written under the thread's lock.</summary>
        public bool IsDisposed
        {
            get => isDisposed;
            set => isDisposed = value;
        }

        public long Due { get; set; }

        public long? Period { get; set; }

        public void Tick()
        {
            if (!isDisposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => thread.TrySet(this, dueTime, period);

        public void Dispose() => thread.End(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
