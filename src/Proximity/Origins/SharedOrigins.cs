using System.Net;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>
/// HTTP/2 connections to origins, by hop. An exchange takes a share of one, a stream, for as long as it goes on. A connection is left out from the moment its origin goes away, closed
/// when it was unused for the idle time, and at once when it is unused beyond a bound. Where all are full, or the only one has not yet said how much it takes, the caller is told what to
/// wait for, or dials a further one. Thread-safe.
/// </summary>
internal sealed class SharedOrigins : IDeadlineOwner
{
    /// <summary>How long a connection is trusted on which nothing was ever sent: nobody reads from it, so that its end would not be seen.</summary>
    private const long FreshMilliseconds = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Hop, List<SharedOrigin>> byHop = [];
    private readonly Dictionary<Hop, TaskCompletionSource> dialling = [];
    private readonly OriginPoolLimits limits;
    private readonly DeadlineClock clock;
    private readonly BufferPool buffers;
    private Deadline? sweep;
    private bool closed;

    public SharedOrigins(OriginPoolLimits limits, DeadlineClock clock, BufferPool buffers)
    {
        this.limits = limits;
        this.clock = clock;
        this.buffers = buffers;
    }

    /// <summary>How many connections stand.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return byHop.Values.Sum(list => list.Count);
            }
        }
    }

    /// <summary>Takes a connection over, and the first share of it.</summary>
    /// <param name="origin">The connection.</param>
    /// <param name="hop">Where it leads.</param>
    /// <param name="tls">What TLS agreed on it; null in clear.</param>
    /// <param name="isForOthers">True when other exchanges may use it; else it ends with the first share.</param>
    public OriginConnection Add(Http2Origin origin, Hop hop, FlowTls? tls, bool isForOthers)
    {
        Wire wire = origin.TryOpen()!;
        var shared = new SharedOrigin(origin, hop, tls) { IdleSince = clock.Now, RemoteAddress = wire.RemoteEndPoint?.Address };
        origin.WhenUnused = () => Settle(shared);
        OriginConnection first = Share(shared, wire);
        lock (gate)
        {
            if (isForOthers && !closed && limits.IdleTimeout > TimeSpan.Zero)
            {
                ListOf(hop).Add(shared);
            }
        }

        return first;
    }

    /// <summary>True when a connection to this hop stands.</summary>
    public bool Has(Hop hop)
    {
        lock (gate)
        {
            return byHop.ContainsKey(hop);
        }
    }

    /// <summary>True when a connection to this hop stands that further exchanges may use, and that leads to a good address.</summary>
    public bool HasUsable<T>(Hop hop, T asked, Func<IPAddress?, T, bool> isGood)
    {
        lock (gate)
        {
            return byHop.TryGetValue(hop, out List<SharedOrigin>? list)
                && list.Exists(shared => shared.Connection.IsUsable && !HasExpired(shared) && isGood(shared.RemoteAddress, asked));
        }
    }

    /// <summary>A share of a connection that stands, or what keeps one from being had.</summary>
    /// <param name="hop">Where it must lead.</param>
    /// <param name="needsExtendedConnect">True for a request to switch protocols: it takes an origin that is not known to refuse extended CONNECTs.</param>
    public SharedLease TryRent(Hop hop, bool needsExtendedConnect)
    {
        lock (gate)
        {
            Task? dial = dialling.TryGetValue(hop, out TaskCompletionSource? begun) ? begun.Task : null;
            if (!byHop.TryGetValue(hop, out List<SharedOrigin>? list))
            {
                return new SharedLease(null, dial);
            }

            list.RemoveAll(IsUseless);
            if (list.Count == 0)
            {
                byHop.Remove(hop);
                return new SharedLease(null, dial);
            }

            return needsExtendedConnect && list.TrueForAll(shared => shared.Connection.TakesExtendedConnect == false)
                ? new SharedLease(null, IsRefused: true)
                : TryRent(list, needsExtendedConnect, dial);
        }
    }

    /// <summary>Notes that a connection to this hop is being made. False when one is already: then it is to be waited for.</summary>
    public bool TryBeginDial(Hop hop)
    {
        lock (gate)
        {
            return dialling.TryAdd(hop, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>The attempt has ended, well or badly.</summary>
    public void EndDial(Hop hop)
    {
        TaskCompletionSource? ended;
        lock (gate)
        {
            dialling.Remove(hop, out ended);
        }

        ended?.SetResult();
    }

    /// <summary>Ends every connection, and from now on every one that is added as soon as it is unused.</summary>
    public void Close()
    {
        List<SharedOrigin> all;
        lock (gate)
        {
            closed = true;
            all = [.. byHop.Values.SelectMany(list => list)];
            byHop.Clear();
            sweep?.Remove();
            sweep = null;
        }

        all.ForEach(shared => shared.Connection.Abort());
    }

    /// <summary>The sweep: ends what was unused for too long.</summary>
    public void OnDeadline()
    {
        lock (gate)
        {
            List<SharedOrigin> expired = [.. byHop.Values.SelectMany(list => list).Where(IsUseless)];
            expired.ForEach(Remove);
            if (byHop.Count > 0)
            {
                sweep?.Touch();
                return;
            }

            // Nothing to watch: the clock may rest.
            sweep?.Remove();
            sweep = null;
        }
    }

    private SharedLease TryRent(List<SharedOrigin> list, bool needsExtendedConnect, Task? wait)
    {
        for (int index = list.Count - 1; index >= 0; index--)
        {
            SharedOrigin shared = list[index];
            if (needsExtendedConnect && shared.Connection.TakesExtendedConnect == false)
            {
                continue;
            }

            if (shared.Connection.TryOpen() is { } wire)
            {
                return new SharedLease(Share(shared, wire));
            }

            wait ??= shared.IsFresh ? shared.Connection.Settled : null;
        }

        return new SharedLease(null, wait);
    }

    private OriginConnection Share(SharedOrigin shared, Wire wire) => new(wire, shared.Hop, buffers) { Tls = shared.Tls, IsShare = true };

    /// <summary>True when no further exchange is to use it. What still goes on on it may end: then <see cref="Settle"/> ends the connection.</summary>
    private bool IsUseless(SharedOrigin shared)
    {
        bool isOver = (!shared.Connection.IsUsable || HasExpired(shared)) && shared.Connection.TryEnd();
        return isOver || !shared.Connection.IsUsable;
    }

    /// <summary>True as well for one that is in use all the while: what counts is whether it can be ended.</summary>
    private bool HasExpired(SharedOrigin shared) => clock.Now - shared.IdleSince >= (shared.IsFresh ? FreshMilliseconds : limits.IdleTimeout.TotalMilliseconds);

    /// <summary>It is unused now: kept within the bounds, or ended.</summary>
    private void Settle(SharedOrigin shared)
    {
        bool isKept;
        lock (gate)
        {
            shared.IdleSince = clock.Now;
            isKept = shared.Connection.IsUsable && byHop.TryGetValue(shared.Hop, out List<SharedOrigin>? list) && list.Contains(shared) && list.Count <= limits.MaxIdlePerRoute
                && byHop.Values.Sum(all => all.Count) <= limits.MaxIdle;
            if (isKept && sweep is null)
            {
                // Sweeping at half the idle time keeps a connection at most half as long again.
                sweep = clock.Add(this, limits.IdleTimeout / 2);
                sweep.Touch();
            }
        }

        if (!isKept && shared.Connection.TryEnd())
        {
            lock (gate)
            {
                Remove(shared);
            }
        }
    }

    private List<SharedOrigin> ListOf(Hop hop)
    {
        if (!byHop.TryGetValue(hop, out List<SharedOrigin>? list))
        {
            byHop.Add(hop, list = []);
        }

        return list;
    }

    private void Remove(SharedOrigin shared)
    {
        if (byHop.TryGetValue(shared.Hop, out List<SharedOrigin>? list) && list.Remove(shared) && list.Count == 0)
        {
            byHop.Remove(shared.Hop);
        }
    }
}
