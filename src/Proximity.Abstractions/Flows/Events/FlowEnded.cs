namespace Proximity.Flows;

/// <summary>The exchange has ended, well or badly. The last event but <see cref="BodyDropped"/> and <see cref="FlowRemoved"/>.</summary>
public sealed record FlowEnded : FlowEvent
{
    /// <summary>Why it failed, one of the stable error codes; null when it went well.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>From the request head to the last response byte.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The parts of <see cref="Duration"/>.</summary>
    public FlowTimings Timings { get; init; }

    /// <summary>Bytes received from the client on the wire.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes sent to the client on the wire.</summary>
    public long ResponseBytes { get; init; }
}
