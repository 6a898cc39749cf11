namespace Proximity.Flows;

/// <summary>
/// This consumer reads too slowly: since its event before, some were dropped for it. Comes before the next event that it gets.
/// </summary>
public sealed record FlowEventsLost : FlowEvent
{
    /// <summary>How many pieces of bodies; their bodies are shown as kept in part.</summary>
    public long BodyChunks { get; init; }

    /// <summary>How many messages of WebSocket connections, event streams and gRPC calls.</summary>
    public long Messages { get; init; }

    /// <summary>How many flows whole, from their start on, and loaded ones: nothing came, or will come, of them.</summary>
    public long Flows { get; init; }

    /// <summary>
    /// The ids of those flows that broke off: their start came, and nothing comes of them from here on, not even their end.
    /// </summary>
    public IReadOnlyList<long> BrokenOffIds { get; init; } = [];

    /// <summary>How many <see cref="FlowRemoved"/> and <see cref="BodyDropped"/>.</summary>
    public long Removals { get; init; }
}
