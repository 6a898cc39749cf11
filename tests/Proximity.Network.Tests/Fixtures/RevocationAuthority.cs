using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>An authority whose certificates say where to ask whether they are revoked, and that answers there.</summary>
public sealed class RevocationAuthority : IDisposable
{
    private readonly X509Certificate2 certificate;
    private readonly CertificateRevocationListBuilder revoked = new();

    public RevocationAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=revoking " + Guid.NewGuid().ToString("n"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow().AddDays(2));
    }

    /// <summary>Its certificate, without the key.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(certificate.RawData);

    /// <summary>A certificate for a host.</summary>
    public X509Certificate2 Issue(string host, string list, bool isRevoked)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list]));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using X509Certificate2 issued = request.Create(certificate, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1), RandomNumberGenerator.GetBytes(8));
        if (isRevoked)
        {
            revoked.AddEntry(issued);
        }

        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Answers with the list.</summary>
    public async Task ServeAsync(RawPeer peer)
    {
        byte[] list = revoked.Build(certificate, BigInteger.One, TimeProvider.System.GetUtcNow().AddDays(1), HashAlgorithmName.SHA256);
        while (await peer.ReadRequestAsync() is not null)
        {
            await peer.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {list.Length}\r\n\r\n"));
            await peer.SendAsync(list);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();
}
