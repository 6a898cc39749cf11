using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// A condition on flows, as a store sees it: <c>Proximity.Filters.Filter</c> is one. Implementations never change and are used by many
/// threads at once; <see cref="object.ToString"/> gives the text.
/// </summary>
public interface IFlowFilter
{
    /// <summary>
    /// True when the answer may depend on bytes of bodies: then a flow without them (<see cref="StoredFlow.HasBodies"/>) must not be asked
    /// about.
    /// </summary>
    bool ReadsBodies { get; }

    /// <summary>
    /// Whether a flow matches; null while that depends on what is not yet known. Of a flow that has ended it is never null.
    /// </summary>
    /// <param name="flow">The flow.</param>
    bool? Evaluate(FlowSnapshot flow);

    /// <summary>Whether a flow of a store matches; conditions on session and annotation are known here alone.</summary>
    /// <param name="flow">The flow.</param>
    bool? Evaluate(StoredFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Evaluate(flow.Flow);
    }
}
