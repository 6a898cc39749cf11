using Proximity.Filters.Evaluation;
using Proximity.Flows;

namespace Proximity.Filters;

/// <summary>User code that runs only where a filter holds.</summary>
public static class FilterConditions
{
    /// <summary>The handler for those exchanges that a filter matches; the others pass as if it were not there.</summary>
    /// <param name="handler">The handler. The result has its needs and its name.</param>
    /// <param name="filter">
    /// The condition, by what is in heads. When the request's head decides, the handler runs before the request goes out. When only the
    /// response's head does, it runs when that is there: what it changes in the request has no effect then, and its <c>next</c> returns at
    /// once. An exchange for which neither decides passes.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The filter can be true only when a body, a message or the end of the exchange is known. No handler waits for these.
    /// </exception>
    public static IExchangeHandler When(this IExchangeHandler handler, Filter filter)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(filter);
        return PhaseSpan.CanBeByHeads(filter.Expanded, holds: true)
            ? new ConditionalHandler(handler, filter)
            : throw new ArgumentException($"Heads alone never decide that {filter} holds, and a handler knows no more.", nameof(filter));
    }

    /// <summary>The callback for those flows that a filter matches, such as one for <c>OnFlowCompleted</c>.</summary>
    /// <param name="callback">The callback.</param>
    /// <param name="filter">The condition. Of a flow that goes on it holds only when nothing to come can change that.</param>
    public static Func<Flow, ValueTask> When(this Func<Flow, ValueTask> callback, Filter filter)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ArgumentNullException.ThrowIfNull(filter);
        return flow => filter.Matches(flow) ? callback(flow) : ValueTask.CompletedTask;
    }
}
