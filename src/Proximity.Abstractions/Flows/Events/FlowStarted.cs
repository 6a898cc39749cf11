namespace Proximity.Flows;

/// <summary>A request's head was parsed: a flow begins. Its <see cref="RequestHeadRecorded"/> follows at once.</summary>
public sealed record FlowStarted : FlowEvent
{
    /// <summary>When the request head was parsed (<see cref="Flow.Timestamp"/>).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The client's address.</summary>
    public required string ClientIP { get; init; }

    /// <summary>The client's connection (<see cref="Flow.ClientConnectionId"/>); null when it has no number.</summary>
    public long? ClientConnectionId { get; init; }

    /// <summary>The program that is the client (<see cref="Flow.ClientProcess"/>); null where it is not known.</summary>
    public string? ClientProcess { get; init; }

    /// <summary>The <c>host:port</c> of the CONNECT in whose tunnel the exchange takes place; null outside of one.</summary>
    public string? Tunnel { get; init; }

    /// <summary>The client's TLS, where the proxy opened it; null where it did not, and in clear.</summary>
    public FlowTls? ClientTls { get; init; }

    /// <summary>Where the client's HTTP/2 request travelled; null for one of HTTP/1.</summary>
    public StreamIdentity? ClientStream { get; init; }
}
