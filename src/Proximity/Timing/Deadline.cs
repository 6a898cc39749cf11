using System.Diagnostics;

namespace Proximity.Timing;

/// <summary>
/// The moment by which something must have moved. Progress moves it, which costs one store; the clock looks at it now and then. While it
/// rests, as often as it was asked to, it is never due, whatever moves.
/// </summary>
internal sealed class Deadline
{
    private const long Never = long.MaxValue;

    private readonly DeadlineClock clock;
    private readonly IDeadlineOwner owner;
    private readonly long timeoutMilliseconds;
    private readonly long lookMilliseconds;
    private long moved = Never;
    private long latest = Never;
    private int rests;
    private int isPosted;
    private bool wasOverdue;
    private Action? run;

    /// <param name="clock">Looks at it.</param>
    /// <param name="owner">Is called when it is due.</param>
    /// <param name="timeoutMilliseconds">How long nothing may move, where the owner has no other limit; 0 for ever.</param>
    /// <param name="lookMilliseconds">The longest time between two looks: no limit may be shorter.</param>
    internal Deadline(DeadlineClock clock, IDeadlineOwner owner, long timeoutMilliseconds, long lookMilliseconds)
    {
        this.clock = clock;
        this.owner = owner;
        this.timeoutMilliseconds = timeoutMilliseconds;
        this.lookMilliseconds = lookMilliseconds;
    }

    // The links of the clock's slot list, and the slot it is in; -1 outside. All guarded by the clock.
    internal Deadline? Next { get; set; }

    internal Deadline? Previous { get; set; }

    internal int Slot { get; set; } = -1;

    internal bool IsRemoved { get; set; }

    /// <summary>Something moved, or begins: the whole time-out lies ahead again.</summary>
    public void Touch() => Volatile.Write(ref moved, clock.Now);

    /// <summary>However much moves, it is due at the latest when this time has passed from now; null lifts that.</summary>
    public void Limit(TimeSpan? total)
    {
        long limit = total is { } time && time > TimeSpan.Zero ? clock.Now + Math.Max(1, (long)time.TotalMilliseconds) : Never;
        Volatile.Write(ref latest, limit);
    }

    /// <summary>True when what <see cref="Limit"/> set has passed, whatever has moved since.</summary>
    public bool IsLimitReached => Volatile.Read(ref latest) <= clock.Now;

    /// <summary>Nothing has to move until <see cref="Resume"/> was called as often as this. A limit set before is lifted.</summary>
    public void Rest()
    {
        Interlocked.Increment(ref rests);
        Volatile.Write(ref latest, Never);
    }

    /// <summary>One reason to rest is over; after the last one the whole time-out lies ahead.</summary>
    public void Resume()
    {
        // First, so that the clock never meets it awake with the time from before.
        Touch();
        int left = Interlocked.Decrement(ref rests);
        Debug.Assert(left >= 0, "a deadline is resumed as often as it was made to rest");
    }

    /// <summary>Takes it off the clock for good.</summary>
    public void Remove() => clock.Remove(this);

    /// <summary>Asked by the clock: when to look again, or null when it is due now.</summary>
    internal long? NextLook(long now)
    {
        bool isResting = IsResting;
        wasOverdue = owner.IsOverdue(now, isResting) && !isResting;
        long at = isResting ? Never : DueAt;
        return at > now && !wasOverdue ? Math.Min(at, now + lookMilliseconds) : null;
    }

    /// <summary>Has the owner called, unless a call is posted already. Throws what the owner's post throws.</summary>
    internal void Fire()
    {
        if (Interlocked.Exchange(ref isPosted, 1) != 0)
        {
            return;
        }

        try
        {
            owner.Post(run ??= Run);
        }
        catch
        {
            // Nothing will run, so the next tick must post again.
            Volatile.Write(ref isPosted, 0);
            throw;
        }
    }

    private bool IsResting => Volatile.Read(ref rests) > 0;

    private long DueAt
    {
        get
        {
            long since = Volatile.Read(ref moved);
            if (since == Never)
            {
                return Never;
            }

            long timeout = owner.PresentTimeout is { } present ? DeadlineClock.Milliseconds(present) : timeoutMilliseconds;
            return Math.Min(timeout > 0 ? since + timeout : Never, Volatile.Read(ref latest));
        }
    }

    /// <summary>Runs where the owner's work is done, where something may have moved meanwhile.</summary>
    private void Run()
    {
        try
        {
            if (!IsRemoved && !IsResting && (wasOverdue || DueAt <= clock.Now))
            {
                owner.OnDeadline();
            }
        }
#pragma warning disable CA1031 // A defect of the owner's, on a thread that is not ours: it must end neither that nor the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            clock.Report(exception);
        }
        finally
        {
            Volatile.Write(ref isPosted, 0);
        }
    }
}
