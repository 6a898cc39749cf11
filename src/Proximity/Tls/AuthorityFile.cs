using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Protocol.Faults;

namespace Proximity.Tls;

/// <summary>Loads a certificate authority of the user's, and says what is wrong with one that cannot sign for hosts.</summary>
internal static class AuthorityFile
{
    /// <summary>Makes an authority that this program takes; tests run it.</summary>
    public const string HowToMakeOne =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj \"/CN=My proxy authority\" -keyout ca.key -out ca.crt";

    private const string PemMark = "-----BEGIN ";
    private const string EncryptedMark = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private const int MinRsaBits = 2048;

    /// <summary>The certificate with its key.</summary>
    /// <param name="path">The certificate: PEM, with or without the key, or PKCS#12.</param>
    /// <param name="keyPath">The key, PEM; null when the certificate's file holds it.</param>
    /// <param name="password">The password of an encrypted key or PKCS#12 file; null for none.</param>
    /// <param name="now">The time at which it must be valid.</param>
    /// <exception cref="ProxyStartException">It cannot be loaded, or cannot be used.</exception>
    public static X509Certificate2 Load(string path, string? keyPath, string? password, DateTimeOffset now)
    {
        X509Certificate2? certificate = null;
        try
        {
            string content = File.ReadAllText(path);
            certificate = content.Contains(PemMark, StringComparison.Ordinal) ? LoadPem(path, content, keyPath, password) : LoadPkcs12(path, keyPath, password);
            return Problem(certificate, now) is { } problem ? throw Unusable(path, problem, null) : certificate;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            certificate?.Dispose();
            throw Unusable(path, exception.Message, exception);
        }
        catch (ProxyStartException)
        {
            certificate?.Dispose();
            throw;
        }
    }

    /// <summary>Why this certificate cannot be an authority's; null when it can.</summary>
    internal static string? Problem(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (!certificate.HasPrivateKey)
        {
            return "it has no private key; name its file (option CaKey).";
        }

        using RSA? rsa = certificate.GetRSAPrivateKey();
        using ECDsa? ecdsa = certificate.GetECDsaPrivateKey();
        bool maySign = certificate.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign));
        return (rsa, ecdsa) switch
        {
            (null, null) => "its key is neither RSA nor ECDSA.",
            ({ KeySize: < MinRsaBits }, _) => $"its RSA key has {rsa.KeySize} bits; {MinRsaBits} are the least that clients accept.",
            _ when !certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraint => constraint.CertificateAuthority) => "it is no authority's: its basic constraints do not say CA.",
            _ when !maySign => "its key usage does not allow it to sign certificates.",
            _ when now < certificate.NotBefore || now > certificate.NotAfter => $"it is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} only.",
            _ => null,
        };
    }

    private static X509Certificate2 LoadPem(string path, string content, string? keyPath, string? password)
    {
        string key = keyPath is null ? content : File.ReadAllText(keyPath);
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Unusable(path, keyPath is null ? "it has no private key; name its file (option CaKey)." : $"{keyPath} holds no private key in PEM.", null);
        }

        if (!key.Contains(EncryptedMark, StringComparison.Ordinal))
        {
            return X509Certificate2.CreateFromPem(content, key);
        }

        return string.IsNullOrEmpty(password)
            ? throw Unusable(path, "its key is encrypted; give its password (option CaPassword).", null)
            : X509Certificate2.CreateFromEncryptedPem(content, key, password);
    }

    private static X509Certificate2 LoadPkcs12(string path, string? keyPath, string? password)
        => keyPath is null
            ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
            : throw Unusable(path, "it is not PEM, so that a key in a file of its own does not belong to it (option CaKey).", null);

    private static ProxyStartException Unusable(string path, string problem, Exception? cause)
        => new(ErrorCodes.CertificateLoadFailed, $"The certificate {path} cannot be used: {problem} To make an authority: {HowToMakeOne}", cause);
}
