using Proximity.Timing;

namespace Proximity.Origins;

/// <summary>
/// The idle origin connections of all clients that belong to one of them each (<see cref="BoundConnections"/>), the one used longest ago
/// first: as many as pooled ones, for as long. Beyond that, and when the process has no descriptors left, the oldest are closed, and their
/// clients told. Its lock is a leaf: nothing is called under it. Thread-safe.
/// </summary>
internal sealed class BoundConnectionTable(OriginPoolLimits limits, DeadlineClock clock) : IDeadlineOwner
{
    /// <summary>How many are closed at once to make room.</summary>
    private const int MostClosedForRoom = 8;

    private readonly Lock gate = new();
    private readonly LinkedList<BoundConnection> all = [];
    private readonly Dictionary<OriginConnection, LinkedListNode<BoundConnection>> nodes = [];
    private Deadline? sweep;
    private bool isClosed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return all.Count;
            }
        }
    }

    /// <summary>False when the options keep no connection.</summary>
    public bool KeepsAny => limits.MaxIdle > 0 && limits.IdleTimeout > TimeSpan.Zero;

    /// <summary>True when it has waited too long.</summary>
    public bool HasExpired(OriginConnection connection) => clock.Now - connection.IdleSince >= limits.IdleTimeout.TotalMilliseconds;

    /// <summary>Counts one that begins to wait. Returns what its keeper has to give up for it; null for nothing.</summary>
    public BoundConnection? Add(BoundConnection added)
    {
        lock (gate)
        {
            added.Connection.IdleSince = clock.Now;
            nodes.Add(added.Connection, all.AddLast(added));
            if (sweep is null && !isClosed)
            {
                // Sweeping at half the idle time keeps a connection at most half as long again.
                sweep = clock.Add(this, limits.IdleTimeout / 2);
                sweep.Touch();
            }

            return all.Count > limits.MaxIdle ? all.First!.Value : null;
        }
    }

    /// <summary>It waits no more; nothing when it did not.</summary>
    public void Remove(BoundConnection removed)
    {
        lock (gate)
        {
            if (nodes.Remove(removed.Connection, out LinkedListNode<BoundConnection>? node))
            {
                all.Remove(node);
            }
        }
    }

    /// <summary>Closes some, because the process has no descriptors left. False when none waits.</summary>
    public bool TryMakeRoom() => GiveUp(entries => entries.Take(MostClosedForRoom));

    /// <summary>The sweep: closes what has waited too long.</summary>
    public void OnDeadline()
    {
        GiveUp(entries => entries.TakeWhile(entry => HasExpired(entry.Connection)));
        lock (gate)
        {
            if (all.Count > 0)
            {
                sweep?.Touch();
                return;
            }

            // Nothing to watch: the clock may rest.
            sweep?.Remove();
            sweep = null;
        }
    }

    /// <summary>The proxy ends: the clients close what is theirs.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            sweep?.Remove();
            sweep = null;
        }
    }

    private bool GiveUp(Func<IEnumerable<BoundConnection>, IEnumerable<BoundConnection>> choose)
    {
        BoundConnection[] chosen;
        lock (gate)
        {
            chosen = [.. choose(all)];
        }

        Array.ForEach(chosen, entry => entry.Keeper.GiveUp(entry));
        return chosen.Length > 0;
    }
}
