using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// Counts the flows of a table by when they began, and makes no snapshot of any: a page that follows thousands of flows a second asks for
/// it again and again.
/// </summary>
internal static class TableTally
{
    /// <summary>Counts the next flows of a query without a filter.</summary>
    /// <param name="table">The table.</param>
    /// <param name="query">Where to go on.</param>
    /// <param name="offset">What a number of the store is larger by than the flow's id.</param>
    /// <param name="width">How long a stretch of time is.</param>
    public static FlowTally Page(FlowTable table, FlowQuery query, long offset, TimeSpan width)
    {
        long position = QueryCursor.Of(query).Sequence;
        Flow[] flows = table.Take(position - offset, isDescending: false, FlowQuery.MaxLimit);
        var counts = new FlowTallyCounts(width);
        List<long> unfinished = [];
        foreach (Flow flow in flows)
        {
            if (flow.Completed)
            {
                counts.Add(flow.Timestamp, FlowTallyCounts.HasFailed(flow));
            }
            else
            {
                unfinished.Add(flow.Id + offset);
            }
        }

        long last = flows.Length == 0 ? 0 : flows[^1].Id + offset;
        bool hasMore = flows.Length == FlowQuery.MaxLimit;
        return new FlowTally(counts.ToBuckets(), hasMore ? FlowPageEnd.LimitReached : FlowPageEnd.Exhausted)
        {
            Next = hasMore ? QueryCursor.Behind(last) : null,
            LastSequence = last,
            Unfinished = unfinished,
        };
    }
}
