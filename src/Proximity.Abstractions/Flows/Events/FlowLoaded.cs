namespace Proximity.Flows;

/// <summary>A flow was read from a file. It has no other events but <see cref="BodyDropped"/> and <see cref="FlowRemoved"/>.</summary>
public sealed record FlowLoaded : FlowEvent
{
    /// <summary>The flow.</summary>
    public required FlowSnapshot Flow { get; init; }
}
