namespace Proximity.Flows;

/// <summary>The exchange has a connection to the origin. Comes again when it is repeated on another one.</summary>
public sealed record OriginAttached : FlowEvent
{
    /// <summary>The TLS that the proxy made with the origin; null without.</summary>
    public FlowTls? Tls { get; init; }

    /// <summary>The HTTP/2 connection to the origin; null for one of HTTP/1.</summary>
    public StreamIdentity? Stream { get; init; }
}
