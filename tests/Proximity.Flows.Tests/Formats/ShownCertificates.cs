using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Flows.Tests.Formats;

/// <summary>Certificates that can be read.</summary>
internal static class ShownCertificates
{
    private static readonly DateTimeOffset From = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One, its DER form with it.</summary>
    public static FlowCertificate Real { get; } = Of("CN=a.test", "a.test", "b.test");

    /// <summary>The record of a certificate with these names, and the address 127.0.0.1.</summary>
    public static FlowCertificate Of(string subject, params string[] names)
    {
        using X509Certificate2 certificate = Make(subject, names);
        return FlowCertificateReader.Read(certificate, FlowCertificateReader.FingerprintOf(certificate.RawData))!;
    }

    /// <summary>A certificate that is signed with its own key.</summary>
    public static X509Certificate2 Make(string subject, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        Array.ForEach(names, alternatives.AddDnsName);
        alternatives.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSelfSigned(From, From.AddDays(90));
    }
}
