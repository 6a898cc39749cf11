using System.Runtime.CompilerServices;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Goes through flows to count them, for a bounded time.</summary>
/// <param name="context">The proxy.</param>
internal sealed class FlowWalk(ControlContext context)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    /// <summary>Which flows; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Whether bodies are read.</summary>
    public bool WithBodies { get; init; }

    /// <summary>False when the time was over before all flows were looked at.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The flows of the filter, the newest first.</summary>
    public async IAsyncEnumerable<StoredFlow> MatchingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new FlowQuery { Filter = Filter, Limit = FlowQuery.MaxLimit, WithBodies = WithBodies };
        long began = context.TimeProvider.GetTimestamp();
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
        while (page.End != FlowPageEnd.Exhausted && context.TimeProvider.GetElapsedTime(began) < Budget);
        IsComplete = page.End == FlowPageEnd.Exhausted;
    }

    /// <summary>The flows of a list that are there and that the filter finds.</summary>
    /// <exception cref="OperationException">None is named, or too many are.</exception>
    public async IAsyncEnumerable<StoredFlow> NamedAsync(
        IReadOnlyList<long> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FlowLookup.Check(ids);
        long began = context.TimeProvider.GetTimestamp();
        foreach (long id in ids.Distinct())
        {
            if (context.TimeProvider.GetElapsedTime(began) >= Budget)
            {
                IsComplete = false;
                yield break;
            }

            StoredFlow? flow = await FlowLookup.TryFindAsync(context, id, cancellationToken).ConfigureAwait(false);
            if (flow is not null && Filter?.Evaluate(flow) is null or true)
            {
                yield return flow;
            }
        }
    }
}
