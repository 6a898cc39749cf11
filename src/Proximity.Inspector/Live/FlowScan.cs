using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// Looks for the flows of a view. A store on a disk is asked for numbers alone. Flows in memory are looked at here, since a table has
/// flows under way, too: they may match later.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="filter">Which flows; null for all.</param>
internal sealed class FlowScan(IFlowStore store, IFlowFilter? filter)
{
    /// <summary>Looks at the flows behind a number.</summary>
    /// <param name="sort">In which direction.</param>
    /// <param name="position">The number, which is not looked at.</param>
    /// <param name="limit">The most numbers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<ScanResult> LookAsync(FlowSort sort, long position, int limit, CancellationToken cancellationToken)
    {
        var query = new FlowQuery
        {
            Sort = sort,
            Cursor = new QueryCursor(sort, 0, position).ToString(),
            Limit = Math.Min(limit, FlowQuery.MaxLimit),
            Budget = ScanPace.PageBudget,
        };
        if (!store.Capabilities.IsDurable && filter is not null)
        {
            return await LookHereAsync(query, cancellationToken).ConfigureAwait(false);
        }

        FlowIndexPage page = await store.IndexAsync(query with { Filter = filter }, limit, cancellationToken).ConfigureAwait(false);
        return new ScanResult(page.Sequences, [], page.ScannedCount, PositionOf(query, page.Next), page.End == FlowPageEnd.Exhausted);
    }

    /// <summary>Whether a flow that was under way matches; null while it is not known.</summary>
    public async ValueTask<bool?> DecideAsync(long sequence, CancellationToken cancellationToken)
        => await store.GetAsync(sequence, cancellationToken).ConfigureAwait(false) is not { } flow ? false
            : Matches(flow) ? true
            : flow.Flow.Completed ? false
            : null;

    private async ValueTask<ScanResult> LookHereAsync(FlowQuery query, CancellationToken cancellationToken)
    {
        FlowPage page = await store.QueryAsync(query with { WithBodies = filter!.ReadsBodies }, cancellationToken).ConfigureAwait(false);
        List<long> matching = [];
        List<long> undecided = [];
        foreach (StoredFlow flow in page.Flows)
        {
            if (Matches(flow))
            {
                matching.Add(flow.Sequence);
            }
            else if (!flow.Flow.Completed)
            {
                undecided.Add(flow.Sequence);
            }
        }

        long? position = page.Flows.Count > 0 ? page.Flows[^1].Sequence : PositionOf(query, page.Next);
        return new ScanResult(matching, undecided, page.ScannedCount, position, page.End == FlowPageEnd.Exhausted);
    }

    private bool Matches(StoredFlow flow) => filter is null || filter.Evaluate(flow) is true;

    private static long? PositionOf(FlowQuery query, string? cursor)
        => cursor is null ? null : QueryCursor.Of(query with { Cursor = cursor }).Sequence;
}
