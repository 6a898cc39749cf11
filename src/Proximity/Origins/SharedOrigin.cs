using System.Net;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>A connection to an origin that many exchanges use at a time.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Hop">Where it leads.</param>
/// <param name="Tls">What TLS agreed on it; null in clear.</param>
internal sealed record SharedOrigin(Http2Origin Connection, Hop Hop, FlowTls? Tls)
{
    /// <summary>The address that it leads to; null on a transport without addresses.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>When it was last unused, by the pool's clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>True until the first request has been answered by anything at all: only then does the connection show what becomes of it.</summary>
    public bool IsFresh => !Connection.Settled.IsCompleted;
}
