namespace Proximity.Flows;

/// <summary>What the flows of a table call: it takes the table's lock, and does what has to be done under it.</summary>
internal sealed class FlowKeeper : IFlowKeeper
{
    /// <summary>
    /// What may go uncounted of one exchange under way: with so many of them as many bytes as there may be in all, and never more than
    /// <see cref="MostUncounted"/>.
    /// </summary>
    private const int ManyExchanges = 16384;
    private const long MostUncounted = 4096;

    private readonly Lock gate;
    private readonly KeptFlows kept;
    private readonly FlowPublisher publisher;

    /// <param name="gate">The table's lock.</param>
    /// <param name="kept">Its flows.</param>
    /// <param name="publisher">Shows what happens to them.</param>
    /// <param name="maxBytes">What they may take in all.</param>
    public FlowKeeper(Lock gate, KeptFlows kept, FlowPublisher publisher, long maxBytes)
    {
        (this.gate, this.kept, this.publisher) = (gate, kept, publisher);
        UncountedBytes = Math.Min(MostUncounted, maxBytes / ManyExchanges);
    }

    public bool IsWatched => !publisher.Watchers.IsEmpty;

    public bool IsFollowed => !publisher.Followers.IsEmpty;

    public bool AreChunksWanted => publisher.Followers.AreChunksWanted;

    public long UncountedBytes { get; }

    public void Changed(Flow flow)
    {
        lock (gate)
        {
            if (kept.Contains(flow))
            {
                // Another thread's change may have been numbered together with this one.
                publisher.Show(flow, Math.Max(1, flow.Account.ChangeCount - flow.Account.NumberedCount));
                kept.Count(flow);
            }
        }
    }

    public void Count(Flow flow)
    {
        lock (gate)
        {
            if (kept.Contains(flow))
            {
                kept.Count(flow);
            }
        }
    }

    public void Number(Flow flow)
    {
        lock (gate)
        {
            if (kept.Contains(flow))
            {
                publisher.Number(flow, flow.Account.ChangeCount - flow.Account.NumberedCount);
            }
        }
    }

    public void Publish(Flow flow, FlowEvent happened)
    {
        lock (gate)
        {
            publisher.Publish(flow, happened);
        }
    }
}
