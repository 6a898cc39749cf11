namespace Proximity.Stores;

/// <summary>The flows that a query finds in its order, as they were at one moment.</summary>
/// <param name="query">The query.</param>
/// <param name="places">What they are sorted by, and their numbers, in the order of the query.</param>
/// <param name="scannedCount">How many flows were looked at.</param>
internal sealed class SortedFlows(FlowQuery query, SortedPlace[] places, long scannedCount)
{
    private readonly FlowSort sort = query.Sort;
    private readonly IFlowFilter? filter = query.Filter;

    /// <summary>True when it is the order of a query, and of the same filter.</summary>
    public bool IsOf(FlowQuery other) => other.Sort == sort && ReferenceEquals(other.Filter, filter);

    /// <summary>The numbers behind a cursor.</summary>
    public FlowIndexPage Page(QueryCursor from, int limit)
    {
        int first = PlaceBehind(from);
        int end = first + Math.Min(limit, places.Length - first);
        bool isLast = end == places.Length;
        long[] numbers = Array.ConvertAll(places[first..end], static place => place.Sequence);
        return new FlowIndexPage(numbers, isLast ? FlowPageEnd.Exhausted : FlowPageEnd.LimitReached)
        {
            Next = isLast ? null : new QueryCursor(sort, places[end - 1].Key, places[end - 1].Sequence).ToString(),
            ScannedCount = scannedCount,
        };
    }

    /// <summary>The place of the first flow behind a cursor.</summary>
    private int PlaceBehind(QueryCursor cursor)
    {
        (int low, int high) = (0, places.Length);
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = cursor.IsBefore(places[middle].Key, places[middle].Sequence) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
