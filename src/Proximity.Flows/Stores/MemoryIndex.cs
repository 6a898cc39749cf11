namespace Proximity.Stores;

/// <summary>
/// Gives the numbers of flows in memory page by page. In another order than that of the numbers, all flows are sorted once, at the first
/// page; the pages behind it come from there. What comes meanwhile is seen by the next first page.
/// </summary>
/// <param name="source">The flows.</param>
/// <param name="timeProvider">The clock of budgets.</param>
internal sealed class MemoryIndex(IRowSource source, TimeProvider timeProvider)
{
    private readonly SortedFlowsCache cache = new();

    /// <summary>The numbers of a page (<see cref="IFlowStore.IndexAsync"/>).</summary>
    /// <exception cref="ArgumentException">The cursor is not one of this query.</exception>
    public FlowIndexPage Page(FlowQuery query, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        if (query.Sort.Field == FlowSortField.Sequence)
        {
            // The flows are those that are kept: nothing is copied of them.
            FlowQuery some = query with { Limit = Math.Min(limit, FlowQuery.MaxLimit), WithBodies = true };
            return FlowIndexPage.Of(new MemoryQuery(source, some, timeProvider).Run(cancellationToken));
        }

        _ = QueryCursor.Of(query);
        SortedFlows sorted = (query.Cursor is null ? null : cache.Find(query)) ?? Sort(query, cancellationToken);
        return cache.Page(sorted, query, limit) with { TotalCount = source.Count() };
    }

    private SortedFlows Sort(FlowQuery query, CancellationToken cancellationToken)
    {
        StoredFlow[] rows = source.TakeAll();
        List<SortedPlace> found = new(query.Filter is null ? rows.Length : 0);
        foreach (StoredFlow row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (query.Filter is null || query.Filter.Evaluate(row) is true)
            {
                found.Add(new SortedPlace(QueryCursor.KeyOf(row, query.Sort.Field), row.Sequence));
            }
        }

        SortedPlace[] places = [.. found];
        Array.Sort(places);
        if (query.Sort.IsDescending)
        {
            Array.Reverse(places);
        }

        return new SortedFlows(query, places, rows.Length);
    }
}
