namespace Proximity.Wires.Linux;

/// <summary>
/// Looks after loops whose threads run user code: a thread that does not come back within a tick or two loses its loop to a new thread, so that a callback that blocks holds up
/// its own exchange only. For a while after that, user code is sent to the thread pool instead; and always while <see cref="MaxAbsent"/> threads have not come back.
/// Real time on purpose, whatever clock the proxy was given: what blocks a thread is not simulated.
/// </summary>
internal sealed class LoopMonitor
{
    /// <summary>The most threads that have lost their loop and not yet come back.</summary>
    public const int MaxAbsent = 64;

    /// <summary>Ticks without user code after which the timer rests.</summary>
    private const int RestAfterTicks = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AvoidanceTime = TimeSpan.FromSeconds(1);

    private readonly ITimer timer;
    private EventLoop[] loops = [];
    private int[] seenLoans = [];
    private int absent;
    private int awake;
    private int quietTicks;
    private long avoidUntil;

    public LoopMonitor() => timer = TimeProvider.System.CreateTimer(static state => ((LoopMonitor)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public bool AvoidsLoans
        => Volatile.Read(ref avoidUntil) is var until and not 0 && (Volatile.Read(ref absent) >= MaxAbsent || TimeProvider.System.GetTimestamp() < until);

    public void Watch(EventLoop[] all)
    {
        seenLoans = new int[all.Length];
        loops = all;
    }

    /// <summary>User code is about to be called.</summary>
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
        bool anyLoan = false;
        for (int index = 0; index < loops.Length; index++)
        {
            EventLoop loop = loops[index];
            int loan = loop.Loans;
            anyLoan |= loan != seenLoans[index];
            if (loan == seenLoans[index] && loop.TryReplaceThread(loan))
            {
                Interlocked.Increment(ref absent);
                Volatile.Write(ref avoidUntil, TimeProvider.System.GetTimestamp() + (long)(AvoidanceTime.TotalSeconds * TimeProvider.System.TimestampFrequency));
                anyLoan = true;
            }

            seenLoans[index] = loan;
        }

        Rest(anyLoan);
    }

    private void Rest(bool anyLoan)
    {
        quietTicks = anyLoan ? 0 : quietTicks + 1;
        if (quietTicks >= RestAfterTicks)
        {
            quietTicks = 0;
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref awake, 0);
        }
    }
}
