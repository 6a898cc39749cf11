namespace Proximity.Flows;

/// <summary>A handler answered in the origin's place, or broke the exchange off.</summary>
public sealed record RuleApplied : FlowEvent
{
    /// <summary>The handler's name (<see cref="Flow.AnsweredBy"/>).</summary>
    public required string Name { get; init; }
}
