using System.Collections.Concurrent;
using System.Diagnostics;
using Proximity.Timing;

namespace Proximity.Origins;

/// <summary>
/// Origin connections that wait for their next exchange, by hop, the latest used first. Bounded per hop and in all: a connection beyond a bound is closed instead of
/// kept. A connection is closed after its idle time, and at once when it is no longer quiet: its origin has closed it (RFC 9112 §9.5), or
/// has spoken out of turn.
/// <para>
/// The connections lie on several shelves, each with a lock of its own: one for each kind of <see cref="Wires.Wire.Affinity"/>. A client takes from the shelf of its own wire
/// first, where nobody else is likely to reach at that moment.
/// </para>
/// </summary>
internal sealed class OriginPool : IDeadlineOwner, IOriginKeeper
{
    /// <summary>How many of each shelf are closed at once to make room.</summary>
    private const int MostClosedForRoom = 8;

    private readonly ConcurrentDictionary<Hop, HopTally> tallies = new();
    private readonly Lock gate = new();
    private readonly OriginPoolLimits limits;
    private readonly DeadlineClock clock;
    private volatile OriginShelf[] shelves = [];
    private Deadline? sweep;
    private int count;
    private volatile bool closed;

    public OriginPool(OriginPoolLimits limits, DeadlineClock clock)
    {
        this.limits = limits;
        this.clock = clock;
        Bound = new BoundConnectionTable(limits, clock);
    }

    /// <summary>The connections that wait for one client each.</summary>
    public BoundConnectionTable Bound { get; }

    /// <summary>How many connections wait.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Takes the connection used last, if it is still good; null when a new one must be dialled.</summary>
    /// <param name="hop">Where it must lead.</param>
    /// <param name="affinity">The <see cref="Wires.Wire.Affinity"/> of the wire it will be used with.</param>
    public OriginConnection? TryRent(Hop hop, object? affinity)
    {
        while (TakeLatest(hop, affinity) is { } connection)
        {
            connection.Wake();
            if (connection.Wire.IsQuiet && clock.Now - connection.IdleSince < limits.IdleTimeout.TotalMilliseconds)
            {
                connection.IsReused = true;
                connection.Wire.Join(affinity);
                return connection;
            }

            connection.Close();
        }

        return null;
    }

    /// <summary>Keeps a connection whose exchange ended cleanly, or closes it when a bound is reached.</summary>
    public void Return(OriginConnection connection)
    {
        Debug.Assert(!connection.IsBound, "a connection that a client may be known by is for nobody else");
        Debug.Assert(connection.Input.Length == 0, "bytes of one exchange would reach the next");
        Debug.Assert(!connection.IsShare, "a share ends with its exchange");
        connection.Release();
        connection.IdleSince = clock.Now;
        Keep(connection);
    }

    /// <summary>True when a connection waits, and the one to be used first is silent and as asked for. The pool stays as it is.</summary>
    public bool Has<T>(Hop hop, T asked, Func<OriginConnection, T, bool> isGood)
    {
        foreach (OriginShelf shelf in shelves)
        {
            if (shelf.Has(hop, asked, isGood))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Only who takes it off its shelf may touch it.</summary>
    public void OnDisturbed(OriginConnection connection)
    {
        if (!Shelf(connection.Wire.Affinity).TryTake(connection))
        {
            return;
        }

        Interlocked.Decrement(ref count);
        TallyOf(connection).Remove();
        connection.Pass(OriginOwner.Pool, OriginOwner.Exchange);
        connection.Wake();
        if (connection.Wire.IsQuiet)
        {
            // What came was no data, such as the session tickets of TLS.
            Keep(connection);
        }
        else
        {
            connection.Close();
        }
    }

    /// <summary>Closes every waiting connection, and from now on every returned one.</summary>
    public void Close()
    {
        closed = true;
        Bound.Close();
        foreach (OriginShelf shelf in shelves)
        {
            Discard(shelf.TakeAll());
        }

        lock (gate)
        {
            sweep?.Remove();
            sweep = null;
        }
    }

    /// <summary>Closes some of the waiting connections, because the process has no descriptors left. False when none waits.</summary>
    public bool TryMakeRoom()
    {
        bool any = false;
        foreach (OriginShelf shelf in shelves)
        {
            List<OriginConnection> taken = shelf.TakeOldest(MostClosedForRoom);
            any |= taken.Count > 0;
            Discard(taken);
        }

        // Those that clients count on go last.
        return any || Bound.TryMakeRoom();
    }

    /// <summary>The sweep: closes what has waited too long.</summary>
    public void OnDeadline()
    {
        long oldest = clock.Now - (long)limits.IdleTimeout.TotalMilliseconds;
        foreach (OriginShelf shelf in shelves)
        {
            Discard(shelf.TakeIdleSince(oldest));
        }

        foreach ((Hop hop, HopTally tally) in tallies)
        {
            if (tally.TryRetire())
            {
                tallies.TryRemove(hop, out _);
            }
        }

        lock (gate)
        {
            if (Count > 0)
            {
                sweep?.Touch();
                return;
            }

            // Nothing to watch: the clock may rest.
            sweep?.Remove();
            sweep = null;
        }
    }

    private void Discard(List<OriginConnection> taken)
    {
        Interlocked.Add(ref count, -taken.Count);
        foreach (OriginConnection connection in taken)
        {
            TallyOf(connection).Remove();
            connection.Pass(OriginOwner.Pool, OriginOwner.Exchange);
            connection.Wake();
            connection.Close();
        }
    }

    private OriginConnection? TakeLatest(Hop hop, object? affinity)
    {
        OriginShelf[] all = shelves;
        OriginConnection? connection = null;
        foreach (OriginShelf shelf in all)
        {
            if (ReferenceEquals(shelf.Affinity, affinity))
            {
                connection = shelf.TryTake(hop);
                break;
            }
        }

        for (int index = 0; connection is null && index < all.Length; index++)
        {
            connection = all[index].TryTake(hop);
        }

        if (connection is not null)
        {
            connection.Pass(OriginOwner.Pool, OriginOwner.Exchange);
            Interlocked.Decrement(ref count);
            TallyOf(connection).Remove();
        }

        return connection;
    }

    private void Keep(OriginConnection connection)
    {
        if (!TryKeep(connection))
        {
            connection.Close();
        }
        else if (connection.WasDisturbed)
        {
            // Before it lay on its shelf, where nobody found it.
            OnDisturbed(connection);
        }
    }

    private bool TryKeep(OriginConnection connection)
    {
        if (closed || limits.IdleTimeout <= TimeSpan.Zero)
        {
            return false;
        }

        if (Interlocked.Increment(ref count) > limits.MaxIdle || !TallyOf(connection).TryAdd(limits.MaxIdlePerRoute))
        {
            Interlocked.Decrement(ref count);
            return false;
        }

        if (!connection.TryRest(this))
        {
            Interlocked.Decrement(ref count);
            connection.Tally!.Remove();
            return false;
        }

        connection.Pass(OriginOwner.Exchange, OriginOwner.Pool);
        Shelf(connection.Wire.Affinity).Put(connection);

        if (Volatile.Read(ref sweep) is null)
        {
            BeginSweep();
        }

        if (closed)
        {
            // Closed while this one was put: it may have been overlooked.
            Close();
        }

        return true;
    }

    /// <summary>A tally that was retired while its hop had no connection is replaced.</summary>
    private HopTally TallyOf(OriginConnection connection)
    {
        while (connection.Tally is not { IsRetired: false })
        {
            connection.Tally = tallies.GetOrAdd(connection.Hop, static _ => new HopTally());
        }

        return connection.Tally;
    }

    private void BeginSweep()
    {
        lock (gate)
        {
            if (sweep is null && !closed)
            {
                // Sweeping at half the idle time keeps a connection at most half as long again.
                sweep = clock.Add(this, limits.IdleTimeout / 2);
                sweep.Touch();
            }
        }
    }

    private OriginShelf Shelf(object? affinity)
    {
        foreach (OriginShelf shelf in shelves)
        {
            if (ReferenceEquals(shelf.Affinity, affinity))
            {
                return shelf;
            }
        }

        lock (gate)
        {
            foreach (OriginShelf shelf in shelves)
            {
                if (ReferenceEquals(shelf.Affinity, affinity))
                {
                    return shelf;
                }
            }

            var added = new OriginShelf(affinity);
            shelves = [.. shelves, added];
            return added;
        }
    }
}
