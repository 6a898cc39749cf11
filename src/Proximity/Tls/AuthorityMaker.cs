using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tls;

/// <summary>Makes a certificate authority: an ECDSA key on P-256, and a certificate that may sign for hosts and for no further authority.</summary>
internal static class AuthorityMaker
{
    private const int Years = 10;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(2);

    public static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // A name of its own: stores that know certificates by issuer and serial must not mix up those of two installations.
        string name = $"CN=Proximity authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}, O=Proximity";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - ClockSkew, now.AddYears(Years));
    }
}
