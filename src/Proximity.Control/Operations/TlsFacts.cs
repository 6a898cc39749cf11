using Proximity.Flows;

namespace Proximity.Control;

/// <summary>TLS of one side.</summary>
/// <param name="Protocol">The version of TLS.</param>
/// <param name="CipherSuite">The cipher suite.</param>
/// <param name="ApplicationProtocol">What ALPN chose; left out when nothing was.</param>
/// <param name="ServerName">The name that the client asked for; left out when it named none.</param>
/// <param name="Certificates">
/// What the origin showed the proxy, or the proxy the client, the end's own certificate first and at most 8 of them; left out when none is
/// known.
/// </param>
internal sealed record TlsFacts(
    string Protocol,
    string CipherSuite,
    string? ApplicationProtocol,
    string? ServerName,
    IReadOnlyList<CertificateFacts>? Certificates)
{
    /// <summary>What was agreed; null for nothing.</summary>
    public static TlsFacts? Of(FlowTls? tls)
        => tls is null ? null : new TlsFacts(
            tls.Protocol, tls.CipherSuite, tls.ApplicationProtocol, tls.ServerName,
            tls.Certificates.Count == 0 ? null : [.. tls.Certificates.Select(CertificateFacts.Of)]);
}
