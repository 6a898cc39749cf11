using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Self-signed certificates for loopback.</summary>
public static class Certificates
{
    /// <summary>A new one for localhost, 127.0.0.1 and ::1, with its key.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    /// <summary>Writes certificate and key as PEM files and returns their paths.</summary>
    public static (string Certificate, string Key) WritePem(TemporaryDirectory directory)
    {
        using X509Certificate2 certificate = SelfSigned();
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return (directory.Write("origin.crt", certificate.ExportCertificatePem()), directory.Write("origin.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
