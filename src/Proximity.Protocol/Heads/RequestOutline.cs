using Proximity.Protocol.Framing;

namespace Proximity.Protocol.Heads;

/// <summary>What changes between a request head as received and as sent on.</summary>
internal ref struct RequestOutline
{
    /// <summary>The request-target to send.</summary>
    public ReadOnlySpan<byte> Target;

    /// <summary>The Host value to send; replaces the client's in place, or is added first when there is none (RFC 9112 §3.2.2).</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>A complete <c>Proxy-Authorization</c> value for the next hop; empty for none.</summary>
    public ReadOnlySpan<byte> ProxyAuthorization;

    /// <summary>What the proxy adds as its own Via line; empty for none.</summary>
    public ReadOnlySpan<byte> Via;

    /// <summary>Whole field lines about the client, behind those it sent itself; empty for none.</summary>
    public ReadOnlySpan<byte> ForwardedLines;

    /// <summary>The body's framing, which decides Content-Length and Transfer-Encoding whatever the fields say.</summary>
    public BodyFraming Framing;

    public ConnectionToken Connection;

    /// <summary>True when user code asked for HTTP/1.0; otherwise every message goes out as HTTP/1.1, the proxy's own version (RFC 9110 §2.5).</summary>
    public bool AsHttp10;

    /// <summary>True when Upgrade, and <c>Connection: upgrade</c>, go to the next hop.</summary>
    public bool KeepUpgrade;

    /// <summary>True when the body is at hand: the next hop is not asked for a 100 (RFC 9110 §10.1.1).</summary>
    public bool DropExpect;
}
