using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Cli.Authority;

/// <summary>Verifies a certificate that the authority signs for the purpose, as a client would.</summary>
internal static class LeafProbe
{
    /// <summary>Null when it is trusted, otherwise why not.</summary>
    /// <param name="authority">Who signs.</param>
    /// <param name="roots">Whom to trust; null for the system's own verdict.</param>
    public static string? Problem(InterceptionAuthority authority, X509Certificate2Collection? roots)
    {
        using var leaf = authority.Issue("proximity.internal");
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.ExtraStore.Add(authority.Certificate);
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return chain.Build(leaf) ? null : string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.') + ".").Distinct(StringComparer.Ordinal));
    }
}
