using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Proximity.Access;

namespace Proximity.Tls;

/// <summary>What is demanded of origins' certificates, and what is shown to origins.</summary>
internal sealed class OriginTlsPolicy
{
    /// <summary>Origins whose certificates are taken as they are.</summary>
    public HostRules Insecure { get; init; } = HostRules.None;

    /// <summary>Authorities trusted beside the system's.</summary>
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>Our own certificates, by the hosts that get to see them; the first that matches counts.</summary>
    public IReadOnlyList<(HostRules Hosts, SslStreamCertificateContext Certificate)> ClientCertificates { get; init; } = [];
}
