namespace Proximity.Tls;

/// <summary>Whom a TLS handshake is with.</summary>
/// <param name="Name">The name that is asked for, and that the certificate must be for.</param>
/// <param name="Port">The origin's port.</param>
internal readonly record struct TlsTarget(string Name, int Port);
