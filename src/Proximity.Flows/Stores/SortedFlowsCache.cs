namespace Proximity.Stores;

/// <summary>
/// The two orders of flows that were asked for last, for those who read them page by page. One goes when its last page was given, or when
/// a third comes. A flow takes 16 bytes of each.
/// </summary>
internal sealed class SortedFlowsCache
{
    private const int MostKept = 2;

    private readonly Lock gate = new();
    private readonly List<SortedFlows> kept = [];

    /// <summary>The order of a query; null when it is not kept.</summary>
    public SortedFlows? Find(FlowQuery query)
    {
        lock (gate)
        {
            return kept.FindLast(sorted => sorted.IsOf(query));
        }
    }

    /// <summary>The page of a query out of its order, which is kept for the pages behind it.</summary>
    public FlowIndexPage Page(SortedFlows sorted, FlowQuery query, int limit)
    {
        FlowIndexPage page = sorted.Page(QueryCursor.Of(query), limit);
        lock (gate)
        {
            kept.Remove(sorted);
            if (page.End != FlowPageEnd.Exhausted)
            {
                kept.Add(sorted);
                kept.RemoveRange(0, Math.Max(0, kept.Count - MostKept));
            }
        }

        return page;
    }
}
