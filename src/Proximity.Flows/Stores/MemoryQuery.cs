namespace Proximity.Stores;

/// <summary>Finds one page of flows in memory. Filters are asked outside of any lock.</summary>
/// <param name="store">The flows.</param>
/// <param name="query">What is asked.</param>
/// <param name="timeProvider">The clock of the budget.</param>
internal sealed class MemoryQuery(IRowSource store, FlowQuery query, TimeProvider timeProvider)
{
    /// <summary>How many pages of flows are gathered before they are sorted, and all but one page of them let go.</summary>
    private const int SortedAtOnce = 4;

    private readonly List<StoredFlow> found = [];
    private long scanned;

    /// <exception cref="ArgumentException">The cursor is not one of this query.</exception>
    public FlowPage Run(CancellationToken cancellationToken)
    {
        var from = QueryCursor.Of(query);
        return query.Sort.Field == FlowSortField.Sequence ? Scan(from, cancellationToken) : Sort(from, cancellationToken);
    }

    public static StoredFlow WithoutBodies(StoredFlow row)
        => row with { Flow = row.Flow.WithBodies(static body => body.With(default)), HasBodies = false };

    private FlowPage Scan(QueryCursor from, CancellationToken cancellationToken)
    {
        long began = timeProvider.GetTimestamp();
        long position = from.Sequence;
        while (store.Take(position, query.Sort.IsDescending) is { Length: > 0 } taken)
        {
            foreach (StoredFlow row in taken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                position = row.Sequence;
                scanned++;
                if (Matches(row))
                {
                    found.Add(Shown(row));
                }

                FlowPageEnd? end = found.Count == query.Limit ? FlowPageEnd.LimitReached
                    : timeProvider.GetElapsedTime(began) >= query.Budget ? FlowPageEnd.BudgetSpent
                    : null;
                if (end is { } why)
                {
                    return Page(why, new QueryCursor(query.Sort, 0, position));
                }
            }
        }

        return Page(FlowPageEnd.Exhausted, next: null);
    }

    private FlowPage Sort(QueryCursor from, CancellationToken cancellationToken)
    {
        int direction = query.Sort.IsDescending ? -1 : 1;
        Comparison<(long Key, StoredFlow Row)> order =
            (one, other) => direction * (one.Key, one.Row.Sequence).CompareTo((other.Key, other.Row.Sequence));
        List<(long Key, StoredFlow Row)> behind = [];
        (long Key, StoredFlow Row)? last = null;
        foreach (StoredFlow row in store.TakeAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            scanned++;
            long key = QueryCursor.KeyOf(row, query.Sort.Field);
            bool mayBeOfPage = from.IsBefore(key, row.Sequence) && (last is not { } known || order((key, row), known) < 0);
            if (mayBeOfPage && Matches(row))
            {
                behind.Add((key, row));
                last = behind.Count == SortedAtOnce * query.Limit ? Cut(behind, order) : last;
            }
        }

        behind.Sort(order);
        found.AddRange(behind.Take(query.Limit).Select(pair => Shown(pair.Row)));
        return found.Count < query.Limit
            ? Page(FlowPageEnd.Exhausted, next: null)
            : Page(FlowPageEnd.LimitReached, new QueryCursor(query.Sort, behind[found.Count - 1].Key, found[^1].Sequence));
    }

    /// <summary>Leaves the flows of the page.</summary>
    /// <returns>The last of them: none behind it comes into the page any more.</returns>
    private (long Key, StoredFlow Row) Cut(List<(long Key, StoredFlow Row)> behind, Comparison<(long Key, StoredFlow Row)> order)
    {
        behind.Sort(order);
        behind.RemoveRange(query.Limit, behind.Count - query.Limit);
        return behind[^1];
    }

    private bool Matches(StoredFlow row) => query.Filter is null || query.Filter.Evaluate(row) is true;

    private StoredFlow Shown(StoredFlow row) => query.WithBodies ? row : WithoutBodies(row);

    private FlowPage Page(FlowPageEnd end, QueryCursor? next)
        => new(found, end) { Next = next?.ToString(), ScannedCount = scanned, TotalCount = store.Count() };
}
