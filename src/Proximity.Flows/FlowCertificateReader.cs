using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Flows;

/// <summary>Makes records of certificates. One that cannot be read has none: it is no reason to break off what shows it.</summary>
internal static class FlowCertificateReader
{
    /// <summary>The SHA-256 of a certificate, by which it is known.</summary>
    public static string FingerprintOf(ReadOnlySpan<byte> encoded) => Convert.ToHexString(SHA256.HashData(encoded));

    /// <summary>The record of a certificate; null when it cannot be read.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="fingerprint">Its <see cref="FingerprintOf"/>.</param>
    public static FlowCertificate? Read(X509Certificate2 certificate, string fingerprint)
    {
        try
        {
            (string[] names, int count) = NamesOf(certificate);
            return new FlowCertificate(
                Cut(certificate.Subject),
                Cut(certificate.Issuer),
                certificate.NotBefore.ToUniversalTime(),
                certificate.NotAfter.ToUniversalTime(),
                certificate.SerialNumber,
                fingerprint)
            {
                AlternativeNames = names,
                AlternativeNameCount = count,
                Encoded = certificate.RawData,
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The record of a certificate in PEM (RFC 7468); null when it is none.</summary>
    public static FlowCertificate? ReadPem(ReadOnlySpan<byte> pem)
    {
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(pem);
        if (!PemEncoding.TryFind(text, out PemFields found) || !text[found.Label].SequenceEqual("CERTIFICATE"))
        {
            return null;
        }

        byte[] encoded = Convert.FromBase64String(text[found.Base64Data].ToString());
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(encoded);
            return Read(certificate, FingerprintOf(encoded));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A certificate in PEM; null where only what it says is kept.</summary>
    public static byte[]? WritePem(FlowCertificate certificate)
        => certificate.Encoded.IsEmpty
            ? null : Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate.Encoded.Span) + "\n");

    private static (string[] Names, int Count) NamesOf(X509Certificate2 certificate)
    {
        List<string> names = [];
        int count = 0;
        foreach (X509SubjectAlternativeNameExtension extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (string name in NamesOf(extension))
            {
                count++;
                if (names.Count < FlowCertificate.MaxAlternativeNames)
                {
                    names.Add(Cut(name));
                }
            }
        }

        return ([.. names], count);
    }

    private static IEnumerable<string> NamesOf(X509SubjectAlternativeNameExtension extension)
        => extension.EnumerateDnsNames()
            .Concat(extension.EnumerateIPAddresses().Select(address => string.Create(CultureInfo.InvariantCulture, $"{address}")));

    private static string Cut(string text) => text.Length <= FlowCertificate.MaxNameLength ? text : text[..FlowCertificate.MaxNameLength];
}
