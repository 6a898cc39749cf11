namespace Proximity.Stores;

/// <summary>Flows counted by when they began: one page of that.</summary>
/// <param name="buckets">The stretches of time with any flow, in their order.</param>
/// <param name="end">Why the page ends.</param>
public sealed class FlowTally(IReadOnlyList<FlowTallyBucket> buckets, FlowPageEnd end)
{
    /// <summary>The stretches of time with any flow, in their order. The next page may have the same ones again: they add up.</summary>
    public IReadOnlyList<FlowTallyBucket> Buckets { get; } = buckets;

    /// <summary>Why the page ends.</summary>
    public FlowPageEnd End { get; } = end;

    /// <summary>The cursor of the page behind it; null when <see cref="End"/> is <see cref="FlowPageEnd.Exhausted"/>.</summary>
    public string? Next { get; init; }

    /// <summary>The number of the last flow that was looked at; 0 where there was none.</summary>
    public long LastSequence { get; init; }

    /// <summary>The numbers of flows that go on: they are not counted, since it is not known yet how they end.</summary>
    public IReadOnlyList<long> Unfinished { get; init; } = [];

    /// <summary>Refuses what cannot be counted.</summary>
    internal static void Check(FlowQuery query, TimeSpan width)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(width, TimeSpan.Zero);
        if (query.Sort != FlowSort.OldestFirst)
        {
            throw new ArgumentException("Flows are counted from the oldest on.", nameof(query));
        }
    }

    /// <summary>Counts the flows of one page of a store that has no faster way.</summary>
    internal static async ValueTask<FlowTally> OfPageAsync(
        IFlowStore store, FlowQuery query, TimeSpan width, CancellationToken cancellationToken)
    {
        // A table has flows under way, of which a filter does not know yet whether they match.
        IFlowFilter? filter = store.Capabilities.IsDurable ? null : query.Filter;
        FlowQuery asked = query with { Limit = FlowQuery.MaxLimit, WithBodies = filter is { ReadsBodies: true } };
        asked = filter is null ? asked : asked with { Filter = null };
        FlowPage page = await store.QueryAsync(asked, cancellationToken).ConfigureAwait(false);
        var counts = new FlowTallyCounts(width);
        List<long> unfinished = [];
        foreach (StoredFlow flow in page.Flows)
        {
            if (!flow.Flow.Completed && !store.Capabilities.IsDurable)
            {
                unfinished.Add(flow.Sequence);
            }
            else if (filter is null || filter.Evaluate(flow) is true)
            {
                counts.Add(flow.Flow.Timestamp, FlowTallyCounts.HasFailed(flow.Flow));
            }
        }

        return new FlowTally(counts.ToBuckets(), page.End)
        {
            Next = page.Next,
            LastSequence = page.Flows.Count == 0 ? 0 : page.Flows[^1].Sequence,
            Unfinished = unfinished,
        };
    }
}
