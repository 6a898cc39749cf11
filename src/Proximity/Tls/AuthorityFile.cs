using System.Formats.Asn1;
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
    private const string OldEncryptionMark = "Proc-Type: 4,ENCRYPTED";
    private const string WrongPassword = "the password is wrong (option CaPassword).";
    private const int MinRsaBits = 2048;

    /// <summary>ERROR_INVALID_PASSWORD as an HRESULT: on every system what .NET says of a PKCS#12 file whose integrity check fails.</summary>
    private const int InvalidPassword = unchecked((int)0x80070056);

    // PBES2 (RFC 8018 §A.4), and the family of PKCS#12 (RFC 7292 §C).
    private const string PasswordBasedEncryption2 = "1.2.840.113549.1.5.13";
    private const string PasswordBasedEncryption12 = "1.2.840.113549.1.12.1.";

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
            return Problem(certificate, now) is { } problem ? throw Unusable(path, problem) : certificate;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            certificate?.Dispose();
            throw Unusable(path, exception.Message, cause: exception);
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
            throw Unusable(
                path,
                keyPath is null ? "it has no private key; name its file (option CaKey)." : $"{keyPath} holds no private key in PEM.",
                keyPath is null ? nameof(InterceptionOptions.CaCert) : nameof(InterceptionOptions.CaKey));
        }

        if (key.Contains(OldEncryptionMark, StringComparison.Ordinal))
        {
            throw Unusable(path, $"its key is encrypted in OpenSSL's old form; convert it: openssl pkcs8 -topk8 -in {keyPath ?? path}", nameof(InterceptionOptions.CaKey));
        }

        return key.Contains(EncryptedMark, StringComparison.Ordinal) ? LoadEncrypted(path, content, key, password) : X509Certificate2.CreateFromPem(content, key);
    }

    private static X509Certificate2 LoadEncrypted(string path, string content, string key, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            throw Unusable(path, "its key is encrypted; give its password (option CaPassword).", nameof(InterceptionOptions.CaPassword));
        }

        try
        {
            return X509Certificate2.CreateFromEncryptedPem(content, key, password);
        }
        catch (CryptographicException exception) when (IsWholeEncryptedKey(key))
        {
            // What was decrypted is no key: with a container that is whole, that is what a wrong password does.
            throw Unusable(path, WrongPassword, nameof(InterceptionOptions.CaPassword), exception);
        }
    }

    private static X509Certificate2 LoadPkcs12(string path, string? keyPath, string? password)
    {
        if (keyPath is not null)
        {
            throw Unusable(path, "it is not PEM, so that a key in a file of its own does not belong to it (option CaKey).", nameof(InterceptionOptions.CaKey));
        }

        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (CryptographicException exception) when (exception.HResult == InvalidPassword)
        {
            string problem = string.IsNullOrEmpty(password) ? "it is encrypted; give its password (option CaPassword)." : WrongPassword;
            throw Unusable(path, problem, nameof(InterceptionOptions.CaPassword), exception);
        }
    }

    /// <summary>True for an EncryptedPrivateKeyInfo by a password-based algorithm that .NET knows (RFC 5958 §3).</summary>
    private static bool IsWholeEncryptedKey(string pem)
    {
        try
        {
            ReadOnlySpan<char> block = pem.AsSpan(pem.IndexOf(EncryptedMark, StringComparison.Ordinal));
            PemFields fields = PemEncoding.Find(block);
            byte[] content = Convert.FromBase64String(block[fields.Base64Data].ToString());
            AsnReader info = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
            string algorithm = info.ReadSequence().ReadObjectIdentifier();
            info.ReadOctetString();
            return algorithm == PasswordBasedEncryption2 || algorithm.StartsWith(PasswordBasedEncryption12, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is AsnContentException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static ProxyStartException Unusable(string path, string problem, string option = nameof(InterceptionOptions.CaCert), Exception? cause = null)
        => new(ErrorCodes.CertificateLoadFailed, $"The certificate {path} cannot be used: {problem} To make an authority: {HowToMakeOne}", cause) { OptionName = option };
}
