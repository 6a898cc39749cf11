namespace Proximity.Origins;

/// <summary>Waiting connections whose wires have the same affinity, by hop. Thread-safe.</summary>
internal sealed class OriginShelf(object? affinity)
{
    private readonly Dictionary<Hop, List<OriginConnection>> idleByHop = [];
    private readonly Lock gate = new();

    public object? Affinity { get; } = affinity;

    /// <summary>The one put last.</summary>
    public OriginConnection? TryTake(Hop hop)
    {
        lock (gate)
        {
            if (!idleByHop.TryGetValue(hop, out List<OriginConnection>? list) || list.Count == 0)
            {
                return null;
            }

            OriginConnection latest = list[^1];
            list.RemoveAt(list.Count - 1);
            return latest;
        }
    }

    /// <summary>Takes this one; false when it is not here.</summary>
    public bool TryTake(OriginConnection connection)
    {
        lock (gate)
        {
            return idleByHop.TryGetValue(connection.Hop, out List<OriginConnection>? list) && list.Remove(connection);
        }
    }

    /// <summary>True when the one put last is as asked for; it stays where it is, and nobody takes it meanwhile.</summary>
    public bool Has<T>(Hop hop, T asked, Func<OriginConnection, T, bool> isGood)
    {
        lock (gate)
        {
            return idleByHop.TryGetValue(hop, out List<OriginConnection>? list) && list.Count > 0 && isGood(list[^1], asked);
        }
    }

    public void Put(OriginConnection connection)
    {
        lock (gate)
        {
            if (!idleByHop.TryGetValue(connection.Hop, out List<OriginConnection>? list))
            {
                idleByHop.Add(connection.Hop, list = []);
            }

            list.Add(connection);
        }
    }

    /// <summary>Takes those that have waited since then or longer; hops without any left are forgotten.</summary>
    public List<OriginConnection> TakeIdleSince(long oldest)
    {
        List<OriginConnection> expired = [];
        lock (gate)
        {
            foreach ((Hop hop, List<OriginConnection> list) in idleByHop)
            {
                expired.AddRange(list.Where(connection => connection.IdleSince <= oldest));
                list.RemoveAll(connection => connection.IdleSince <= oldest);
                if (list.Count == 0)
                {
                    idleByHop.Remove(hop);
                }
            }
        }

        return expired;
    }

    /// <summary>Takes some of those that have waited longest for each hop.</summary>
    public List<OriginConnection> TakeOldest(int most)
    {
        List<OriginConnection> taken = [];
        lock (gate)
        {
            foreach (List<OriginConnection> list in idleByHop.Values)
            {
                int count = Math.Min(list.Count, most - taken.Count);
                taken.AddRange(list.GetRange(0, count));
                list.RemoveRange(0, count);
            }
        }

        return taken;
    }

    public List<OriginConnection> TakeAll() => TakeIdleSince(long.MaxValue);
}
