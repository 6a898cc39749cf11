using System.Diagnostics;

namespace Proximity.Timing;

/// <summary>
/// The one clock behind every time-out: a timer that ticks only while there are deadlines, and a wheel of slots it walks. A deadline is
/// looked at when its slot comes round, and moved on if it was touched meanwhile; so a read costs no timer, and a tick costs only the
/// deadlines of its slot. A time-out is noticed at most two ticks late. Owners are called by what they post, never on the clock's own
/// thread: one that blocks or throws holds up no other. Thread-safe.
/// </summary>
internal sealed class DeadlineClock : IDisposable
{
    private const int SlotCount = 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider timeProvider;
    private readonly Action<Exception>? onFailure;
    private readonly ITimer timer;
    private readonly long origin;
    private readonly Lock gate = new();
    private readonly Deadline?[] slots = new Deadline?[SlotCount];
    private readonly List<Deadline> due = [];
    private long now;
    private long lastTick;
    private int count;
    private bool disposed;
    private int ticking;
    private bool isBroken;

    /// <param name="timeProvider">Says what time it is. The system's clock ticks on a thread of its own, another one by its own
    /// timer.</param>
    /// <param name="onFailure">Called with what an owner throws; null for nothing.</param>
    public DeadlineClock(TimeProvider timeProvider, Action<Exception>? onFailure = null)
    {
        this.timeProvider = timeProvider;
        this.onFailure = onFailure;
        origin = timeProvider.GetTimestamp();
        timer = ClockThread.TimersOf(timeProvider).CreateTimer(
            static state => ((DeadlineClock)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Milliseconds since the clock was made, as of the last tick: reading it costs a load.</summary>
    public long Now => Volatile.Read(ref now);

    /// <summary>How many deadlines it watches.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>A deadline, disarmed until its first touch.</summary>
    /// <param name="owner">Is called when it is due.</param>
    /// <param name="timeout">How long nothing may move, where the owner has no other limit; zero or less never expires.</param>
    /// <param name="shortestLimit">The shortest <see cref="Deadline.Limit"/> and <see cref="IDeadlineOwner.PresentTimeout"/> there will be;
    /// zero or less for none.</param>
    public Deadline Add(IDeadlineOwner owner, TimeSpan timeout, TimeSpan shortestLimit = default)
    {
        long milliseconds = Milliseconds(timeout);
        long limit = Milliseconds(shortestLimit);
        long look = milliseconds == 0 || (limit > 0 && limit < milliseconds) ? limit : milliseconds;
        var deadline = new Deadline(this, owner, milliseconds, look);
        if (look == 0)
        {
            // It is never due and is not counted, so its removal must not be counted either.
            deadline.IsRemoved = true;
            return deadline;
        }

        lock (gate)
        {
            if (disposed)
            {
                deadline.IsRemoved = true;
                return deadline;
            }

            if (count == 0)
            {
                // Before it is counted: a clock of the application that throws here must not leave a count without a timer.
                Volatile.Write(ref now, Elapsed());
                lastTick = now / TickMilliseconds;
                timer.Change(Tick, Tick);
            }

            count++;
            Insert(deadline, now + look);
        }

        return deadline;
    }

    /// <summary>A time as the clock counts it: at least one millisecond, 0 for ever.</summary>
    internal static long Milliseconds(TimeSpan time) => time <= TimeSpan.Zero ? 0 : Math.Max(1, (long)time.TotalMilliseconds);

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        timer.Dispose();
    }

    internal void Remove(Deadline deadline)
    {
        lock (gate)
        {
            if (deadline.IsRemoved)
            {
                return;
            }

            Debug.Assert(count > 0, "a deadline that was never counted is removed");
            deadline.IsRemoved = true;
            if (deadline.Slot >= 0)
            {
                Unlink(deadline);
            }

            if (--count == 0 && !disposed)
            {
                Rest();
            }
        }
    }

    /// <summary>An owner has failed.</summary>
    internal void Report(Exception exception) => onFailure?.Invoke(exception);

    private void Rest()
    {
        try
        {
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
#pragma warning disable CA1031 // A clock the application supplies may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            // It ticks on, for nothing; the owner that has ended its connection must not suffer from that.
        }
    }

    private static long TickMilliseconds => (long)Tick.TotalMilliseconds;

    private long Elapsed() => (long)timeProvider.GetElapsedTime(origin).TotalMilliseconds;

    private void OnTick()
    {
        // A tick that overtakes the one before it has nothing to add.
        if (Interlocked.Exchange(ref ticking, 1) != 0)
        {
            return;
        }

        try
        {
            CollectDue();

            // Outside the lock: what an owner does at once may come back here.
            foreach (Deadline deadline in due)
            {
                Fire(deadline);
            }

            KeepLookingAtDue();
            isBroken = false;
        }
#pragma warning disable CA1031 // A clock of the application may throw anything; on a thread of the pool that would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Once, and not at each tick for as long as it is broken.
            if (!isBroken)
            {
                isBroken = true;
                Report(exception);
            }
        }
        finally
        {
            Volatile.Write(ref ticking, 0);
        }
    }

    private void Fire(Deadline deadline)
    {
        try
        {
            deadline.Fire();
        }
#pragma warning disable CA1031 // A defect of one owner's: the deadlines behind it are due all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(exception);
        }
    }

    private void CollectDue()
    {
        lock (gate)
        {
            Volatile.Write(ref now, Elapsed());
            long tick = now / TickMilliseconds;

            // After a pause longer than the wheel, one round sees every slot.
            long at = Math.Max(lastTick + 1, tick - SlotCount + 1);
            lastTick = Math.Max(lastTick, tick);
            for (; at <= tick; at++)
            {
                CollectSlot((int)(at % SlotCount));
            }
        }
    }

    private void CollectSlot(int slot)
    {
        Deadline? next;
        for (Deadline? deadline = slots[slot]; deadline is not null; deadline = next)
        {
            next = deadline.Next;
            Unlink(deadline);
            if (deadline.NextLook(now) is { } look)
            {
                // Never back into this slot in this round: Insert keeps ahead of the last tick.
                Insert(deadline, look);
            }
            else
            {
                due.Add(deadline);
            }
        }
    }

    private void KeepLookingAtDue()
    {
        lock (gate)
        {
            foreach (Deadline deadline in due)
            {
                if (!deadline.IsRemoved && !disposed)
                {
                    Insert(deadline, now);
                }
            }

            due.Clear();
        }
    }

    private void Insert(Deadline deadline, long dueMilliseconds)
    {
        // Never into a slot that the wheel has just passed: it would wait a whole round.
        long tick = Math.Clamp((dueMilliseconds / TickMilliseconds) + 1, lastTick + 1, lastTick + SlotCount - 1);
        int slot = (int)(tick % SlotCount);
        deadline.Slot = slot;
        deadline.Previous = null;
        deadline.Next = slots[slot];
        if (deadline.Next is { } next)
        {
            next.Previous = deadline;
        }

        slots[slot] = deadline;
    }

    private void Unlink(Deadline deadline)
    {
        if (deadline.Previous is { } previous)
        {
            previous.Next = deadline.Next;
        }
        else
        {
            slots[deadline.Slot] = deadline.Next;
        }

        if (deadline.Next is { } next)
        {
            next.Previous = deadline.Previous;
        }

        deadline.Next = deadline.Previous = null;
        deadline.Slot = -1;
    }
}
