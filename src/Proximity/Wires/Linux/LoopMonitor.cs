using Proximity.Timing;

namespace Proximity.Wires.Linux;

/// <summary>
/// Looks after loops whose threads run user code: a thread that does not come back within a tick or two loses its loop to a new thread, so
/// that a callback that blocks holds up its own exchange only. For a while after that, user code is sent to the thread pool instead; and
/// always while <see cref="MaxAbsent"/> threads have not come back. Real time on purpose, whatever clock the proxy was given, and not on
/// the thread pool, which is what blocking user code exhausts.
/// </summary>
internal sealed class LoopMonitor
{
    /// <summary>The most threads that have lost their loop and not yet come back.</summary>
    public const int MaxAbsent = 64;

    /// <summary>Ticks without user code after which the timer rests.</summary>
    private const int RestAfterTicks = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AvoidanceTime = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private IReadOnlyList<IMonitoredLoop> loops = [];
    private int[] seenCalls = [];
    private int absent;
    private int awake;
    private int quietTicks;
    private long avoidUntil;

    public LoopMonitor()
        : this(TimeProvider.System)
    {
    }

    /// <summary>With a clock that a test moves.</summary>
    internal LoopMonitor(TimeProvider clock)
    {
        this.clock = clock;
        timer = ClockThread.TimersOf(clock).CreateTimer(
            static state => ((LoopMonitor)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool AvoidsUserCode
        => Volatile.Read(ref avoidUntil) is var until and not 0 && (Volatile.Read(ref absent) >= MaxAbsent || clock.GetTimestamp() < until);

    public void Watch(IReadOnlyList<IMonitoredLoop> all)
    {
        seenCalls = new int[all.Count];
        loops = all;
    }

    /// <summary>User code is about to be called. The caller has counted the call before, with a full fence behind it.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref awake) == 0 && Interlocked.Exchange(ref awake, 1) == 0)
        {
            timer.Change(Tick, Tick);
        }
    }

    /// <summary>A thread that had lost its loop has come back.</summary>
    public void OnReturned() => Interlocked.Decrement(ref absent);

    public void Stop() => timer.Dispose();

    private void OnTick()
    {
        bool anyCall = false;
        for (int index = 0; index < loops.Count; index++)
        {
            IMonitoredLoop loop = loops[index];
            int call = loop.UserCodeCalls;
            anyCall |= call != seenCalls[index];
            if (call == seenCalls[index] && loop.TryReplaceThread(call))
            {
                Interlocked.Increment(ref absent);
                Volatile.Write(ref avoidUntil, clock.GetTimestamp() + (long)(AvoidanceTime.TotalSeconds * clock.TimestampFrequency));
                anyCall = true;
            }

            seenCalls[index] = call;
        }

        Rest(anyCall);
    }

    private void Rest(bool anyCall)
    {
        quietTicks = anyCall ? 0 : quietTicks + 1;
        if (quietTicks < RestAfterTicks)
        {
            return;
        }

        quietTicks = 0;
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref awake, 0);

        // A call that began behind the look above found the monitor awake, and did not wake it.
        Interlocked.MemoryBarrier();
        if (HasNewCall())
        {
            Wake();
        }
    }

    private bool HasNewCall()
    {
        for (int index = 0; index < loops.Count; index++)
        {
            if (loops[index].UserCodeCalls != seenCalls[index])
            {
                return true;
            }
        }

        return false;
    }
}
