namespace Proximity.Origins;

/// <summary>How the origin of a tunnel that the proxy looks into is reached: as the client asked for it, through a CONNECT of our own where there is an upstream proxy.</summary>
/// <param name="TlsName">The name for the TLS handshake with the origin; null to speak in clear.</param>
internal sealed record RouteTunnel(string? TlsName);
