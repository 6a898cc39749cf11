namespace Proximity;

/// <summary>What is known of a tunnel when its client has begun TLS and nothing was answered.</summary>
/// <param name="Client">The client.</param>
/// <param name="Host">The host of the CONNECT; an IPv6 address without brackets.</param>
/// <param name="Port">Its port.</param>
/// <param name="ServerName">The name that the client wants a certificate for (RFC 6066 §3); null when it named none.</param>
/// <param name="ApplicationProtocols">What it would speak, by preference, such as <c>h2</c> and <c>http/1.1</c> (RFC 7301); empty when it
/// does not say.</param>
/// <param name="Versions">The versions of TLS it takes, as on the wire: 0x0303 is TLS 1.2, 0x0304 TLS 1.3.</param>
public sealed record TunnelHello(
    ClientSocket Client,
    string Host,
    int Port,
    string? ServerName,
    IReadOnlyList<string> ApplicationProtocols,
    IReadOnlyList<int> Versions);
