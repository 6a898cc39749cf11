using System.Net;
using System.Net.Security;
using System.Text;
using Proximity.Flows;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Recording;

namespace Proximity.Exchanges;

/// <summary>
/// A tunnel that the proxy looks into: what a connection inside it must know of the CONNECT around it. Its requests go to the tunnel's origin and to no other, by name or by address,
/// unless the user's code sends them elsewhere.
/// </summary>
internal sealed class OpenedTunnel
{
    private OriginConnection? reserved;
    private int isConfirmed;

    /// <summary>The client that sent the CONNECT.</summary>
    public required ClientSocket Client { get; init; }

    /// <summary>To the tunnel's origin, as requests inside it go there.</summary>
    public required Route Route { get; init; }

    /// <summary>The name of the TLS handshake with the client; null when it named none, and in clear.</summary>
    public string? ServerName { get; init; }

    /// <summary>What the client's TLS agreed; null in clear.</summary>
    public FlowTls? ClientTls { get; init; }

    /// <summary>Why the origin cannot be used: every request is answered with it. Null when it can.</summary>
    public Fault? Fault { get; init; }

    /// <summary>What to offer an origin to speak, when TLS is made with it again.</summary>
    public IReadOnlyList<SslApplicationProtocol> OriginProtocols { get; init; } = [];

    /// <summary>True when the origin agreed to HTTP/2, or the client began with it in clear and so must have known.</summary>
    public bool IsOriginHttp2 { get; init; }

    /// <summary>True when the tunnel's client wanted HTTP/2, so that its requests may go to the origin by it.</summary>
    public bool MaySpeakHttp2 => IsOriginHttp2 || OriginProtocols.Contains(SslApplicationProtocol.Http2);

    /// <summary>Called when the first request has come; null for nobody.</summary>
    public Action? OnFirstRequest { get; init; }

    public bool IsTls => ClientTls is not null;

    /// <summary>What flows are told of it.</summary>
    public TunnelRecord Record => field ??= new TunnelRecord(Encoding.Latin1.GetString(Route.AuthorityWithPort), ClientTls);

    /// <summary>True when a request for this host is one for the tunnel's origin.</summary>
    public bool IsFor(string host) => AreSame(host, Route.Host) || (ServerName is not null && AreSame(host, ServerName));

    /// <summary>A request has come.</summary>
    public void Confirm()
    {
        if (OnFirstRequest is { } confirm && Interlocked.Exchange(ref isConfirmed, 1) == 0)
        {
            confirm();
        }
    }

    /// <summary>Keeps the connection that stood when the client was answered, for the first request.</summary>
    public void Reserve(OriginConnection connection) => reserved = connection;

    /// <summary>That connection, once, if it leads where the request goes.</summary>
    public OriginConnection? TakeReserved(Hop hop)
        => Volatile.Read(ref reserved) is { } connection && connection.Hop.Equals(hop) && Interlocked.CompareExchange(ref reserved, null, connection) == connection ? connection : null;

    /// <summary>That connection, if nobody took it.</summary>
    public OriginConnection? TakeReserved() => Interlocked.Exchange(ref reserved, null);

    private static bool AreSame(string one, string other)
        => one.AsSpan().TrimEnd('.').Equals(other.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(one, out IPAddress? address) && IPAddress.TryParse(other, out IPAddress? same) && address.Equals(same));
}
