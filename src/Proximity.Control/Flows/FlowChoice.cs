using System.Runtime.CompilerServices;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>The flows that a caller means: by their ids, or by a filter, the oldest first.</summary>
/// <param name="context">The proxy.</param>
/// <param name="ids">Their ids; null to take those of the filter.</param>
/// <param name="filter">Which flows; null for all.</param>
internal sealed class FlowChoice(ControlContext context, IReadOnlyList<long>? ids, Filter? filter)
{
    /// <summary>Bodies take room: so many flows are read at a time.</summary>
    private const int ReadAtOnce = 50;

    /// <summary>The flows with their bodies.</summary>
    /// <exception cref="OperationException">One that is named is not there.</exception>
    public async IAsyncEnumerable<StoredFlow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ids is not null)
        {
            foreach (long id in ids)
            {
                yield return await FlowLookup.FindAsync(context, id, cancellationToken).ConfigureAwait(false);
            }

            yield break;
        }

        var query = new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst, Limit = ReadAtOnce, WithBodies = true };
        FlowPage page;
        do
        {
            page = await context.Proxy.Flows.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (StoredFlow flow in page.Flows)
            {
                yield return flow;
            }

            query = query with { Cursor = page.Next };
        }
        while (page.End != FlowPageEnd.Exhausted);
    }
}
