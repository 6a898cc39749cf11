namespace Proximity.Flows;

/// <summary>
/// A body is to pass. Comes again when the exchange is repeated on another connection: what was recorded before counts no longer.
/// </summary>
public sealed record BodyBegan : FlowEvent
{
    /// <summary>Whose body it is.</summary>
    public required BodySide Side { get; init; }

    /// <summary>The codings that <c>Content-Encoding</c> declares, in lower case; empty for none, and while that is not known.</summary>
    public IReadOnlyList<string> ContentCodings { get; init; } = [];
}
