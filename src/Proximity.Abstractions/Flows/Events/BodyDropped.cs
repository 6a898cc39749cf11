namespace Proximity.Flows;

/// <summary>
/// The table has let go of what it kept of the flow's bodies, because all flows together reached <c>MaxFlowBytes</c>. What a consumer has
/// of them may stay there.
/// </summary>
public sealed record BodyDropped : FlowEvent;
