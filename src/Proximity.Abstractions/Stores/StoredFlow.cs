using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>A flow as a store gives it. Never changes.</summary>
public sealed record StoredFlow
{
    /// <summary>
    /// The store's own number of the flow: it rises in the order in which flows were taken, from 1, may have gaps, and is never given
    /// again. Cursors, bodies and annotations refer to it.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>The session in which the flow's id was given.</summary>
    public required Guid Session { get; init; }

    /// <summary>The name of the proxy that recorded it; empty where it has none.</summary>
    public string ProxyName { get; init; } = "";

    /// <summary>The flow. Its <see cref="FlowSnapshot.Sequence"/> is 0: that is the table's number, and not the store's.</summary>
    public required FlowSnapshot Flow { get; init; }

    /// <summary>What a person has written on it.</summary>
    public FlowAnnotation Annotation { get; init; } = FlowAnnotation.None;

    /// <summary>
    /// False when the bytes of bodies were left out: then <see cref="FlowBody.Bytes"/> is empty, and the rest of each body is as it is.
    /// </summary>
    public bool HasBodies { get; init; } = true;
}
