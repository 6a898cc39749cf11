namespace Proximity.Timing;

/// <summary>
/// The moment by which something must have moved. Progress moves it, which costs one store; the clock looks at it now and then.
/// </summary>
internal sealed class Deadline
{
    private const long Disarmed = long.MaxValue;

    private readonly DeadlineClock clock;
    private readonly IDeadlineOwner owner;
    private readonly long timeoutMilliseconds;
    private readonly long lookMilliseconds;
    private long due = Disarmed;
    private long latest = Disarmed;

    /// <param name="clock">Who looks.</param>
    /// <param name="owner">Who is told.</param>
    /// <param name="timeoutMilliseconds">How long nothing may move; 0 for ever.</param>
    /// <param name="lookMilliseconds">The longest time between two looks: no due time may lie nearer than this when it is set.</param>
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

    /// <summary>Something moved, or begins: the whole time-out lies ahead again.</summary>
    public void Touch()
    {
        long next = timeoutMilliseconds > 0 ? clock.Now + timeoutMilliseconds : Disarmed;
        Volatile.Write(ref due, Math.Min(next, Volatile.Read(ref latest)));
    }

    /// <summary>However much moves, it is due at the latest when this time has passed from now; null lifts that. Takes effect with the next touch.</summary>
    public void Limit(TimeSpan? total)
    {
        long limit = total is { } time && time > TimeSpan.Zero ? clock.Now + Math.Max(1, (long)time.TotalMilliseconds) : Disarmed;
        Volatile.Write(ref latest, limit);
    }

    /// <summary>Nothing has to move until the next <see cref="Touch"/>.</summary>
    public void Disarm() => Volatile.Write(ref due, Disarmed);

    /// <summary>Takes it off the clock for good.</summary>
    public void Remove() => clock.Remove(this);

    internal bool IsRemoved { get; set; }

    /// <summary>Asked by the clock: when to look again, or null when it is due now.</summary>
    internal long? NextLook(long now)
    {
        long at = Volatile.Read(ref due);
        return at > now && !owner.IsOverdue(now) ? Math.Min(at, now + lookMilliseconds) : null;
    }

    internal void Fire() => owner.OnDeadline();
}
