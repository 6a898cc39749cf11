using System.Text;
using Proximity.Access;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Targets;
using Proximity.Tls;

namespace Proximity.Origins;

/// <summary>An origin, the upstream proxy to it, if any, and whether TLS is spoken with it.</summary>
internal sealed class Route
{
    /// <param name="host">The origin.</param>
    /// <param name="port">Its port.</param>
    /// <param name="upstream">The upstream proxy; null to go there directly.</param>
    /// <param name="access">What the rules say of the target.</param>
    /// <param name="tunnel">Set for what travels in a tunnel; null for a plain request.</param>
    public Route(string host, int port, UpstreamProxy? upstream, TargetAccess access, RouteTunnel? tunnel = null)
    {
        Host = host;
        Port = port;
        Upstream = upstream;
        Access = access;
        TlsName = tunnel?.TlsName is { } name ? TlsNames.WithoutFinalDot(name) : null;
        IsTunnelled = tunnel is not null && upstream is not null;
        Refusal = access.Refusal ?? (upstream is null ? null : access.JudgeUnresolved(host));
        AuthorityWithPort = Encoding.Latin1.GetBytes(Authority.Format(host, port));
        NextHop = upstream is null ? new Hop(host, port) : new Hop(upstream.Host, upstream.Port);
        Hop = tunnel is null
            ? NextHop with { IsForUpstream = IsForUpstream }
            : new Hop(host, port, TlsName, IsTunnelled) { Through = Through };
    }

    /// <summary>The origin's name or address; IPv6 without brackets.</summary>
    public string Host { get; }

    public int Port { get; }

    public UpstreamProxy? Upstream { get; }

    /// <summary>The name for the TLS handshake with the origin; null when none is made.</summary>
    public string? TlsName { get; }

    /// <summary>True when the upstream proxy is asked for a tunnel; what is sent through it is for the origin.</summary>
    public bool IsTunnelled { get; }

    /// <summary>True when requests are addressed to the upstream proxy itself.</summary>
    public bool IsForUpstream => Upstream is not null && !IsTunnelled;

    /// <summary>Which addresses of it may be dialled.</summary>
    public TargetAccess Access { get; }

    /// <summary>Why it may not be reached at all; null when it may, as far as its addresses are admitted.</summary>
    public Fault? Refusal { get; }

    /// <summary><c>host:port</c>, bracketed where needed, as a CONNECT names it.</summary>
    public byte[] AuthorityWithPort { get; }

    /// <summary>What is dialled.</summary>
    public Hop NextHop { get; }

    /// <summary>Which connections serve it. Plain requests of all routes through one upstream proxy may share its connections.</summary>
    public Hop Hop { get; }

    /// <summary>Which connections serve what a client says in TLS, in a tunnel that goes this way, to the host that the tunnel names.</summary>
    public Hop HopOverTls => new(Host, Port, TlsNames.WithoutFinalDot(Host), IsTunnelled) { Through = Through };

    private UpstreamProxy? Through => IsTunnelled ? Upstream : null;
}

/// <summary>What a connection leads to, and the key of the pool; its hash is computed once.</summary>
/// <param name="Host">The end of it: the origin, or the upstream proxy.</param>
/// <param name="Port">Its port.</param>
/// <param name="TlsName">The name that TLS was authenticated for; null in clear.</param>
/// <param name="IsTunnelled">True when it goes through a tunnel of the upstream proxy.</param>
internal readonly record struct Hop(string Host, int Port, string? TlsName = null, bool IsTunnelled = false)
{
    /// <summary>True when it leads to an upstream proxy, which is dialled whatever the rules for targets say: who asks for that address as a target needs a connection of its own.</summary>
    public bool IsForUpstream { get; init; }

    /// <summary>The upstream proxy whose tunnel it goes through; null where there is none, or any will do.</summary>
    public UpstreamProxy? Through { get; init; }

    private readonly int hash = HashCode.Combine(Port, Host.GetHashCode(StringComparison.OrdinalIgnoreCase), TlsName is null, IsTunnelled);

    public bool Equals(Hop other)
        => Port == other.Port
            && IsTunnelled == other.IsTunnelled
            && IsForUpstream == other.IsForUpstream
            && (ReferenceEquals(Through, other.Through) || (Through is not null && Through.Equals(other.Through)))
            && (ReferenceEquals(Host, other.Host) || string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase))
            && string.Equals(TlsName, other.TlsName, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => hash;

    /// <summary>Host and port as an answer names them.</summary>
    public override string ToString() => Authority.Format(Host, Port);
}
