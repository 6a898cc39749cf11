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

    public List<OriginConnection> TakeAll() => TakeIdleSince(long.MaxValue);
}
