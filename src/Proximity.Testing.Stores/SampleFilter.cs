using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores;

/// <summary>A filter that a store can only ask.</summary>
internal sealed class SampleFilter(string text, Func<StoredFlow, bool> condition, bool readsBodies = false) : IFlowFilter
{
    public bool ReadsBodies => readsBodies;

    public bool? Evaluate(FlowSnapshot flow)
        => Evaluate(new StoredFlow { Sequence = 0, Session = Guid.Empty, Flow = flow });

    public bool? Evaluate(StoredFlow flow)
    {
        Check.That(!readsBodies || flow.HasBodies, $"The filter '{text}' reads bodies, and was asked about a flow without.");
        return condition(flow);
    }

    public override string ToString() => text;
}
