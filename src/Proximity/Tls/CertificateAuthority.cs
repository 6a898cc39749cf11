using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tls;

/// <summary>Signs certificates for hosts. Thread-safe.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>Longer than any session, and within what browsers allow for years to come: 47 days, from 2029, of certificates that a public authority signs.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(2);

    private const int SerialBytes = 16;
    private const int MaxCommonName = 64;

    /// <summary>Held while a key is used: .NET does not promise that one may be on two threads at once.</summary>
    private readonly Lock signing = new();
    private readonly X509Certificate2 certificate;
    private readonly AsymmetricAlgorithm key;

    /// <summary>
    /// One for all hosts: the hash of this key makes a browser trust this process alone. It lies where the authority's own key lies, in
    /// the memory of this process.
    /// </summary>
    private readonly ECDsa leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly PublicKey leafPublicKey;
    private readonly X509SignatureGenerator signer;
    private readonly X509AuthorityKeyIdentifierExtension identifier;

    /// <summary>Copies: a leaf may still be made while the authority is disposed.</summary>
    private readonly X500DistinguishedName name;
    private readonly DateTimeOffset notBefore;
    private readonly DateTimeOffset notAfter;
    private bool isDisposed;

    /// <param name="certificate">The authority's, with its key; disposed with this object.</param>
    /// <param name="wrapSigner">Put around what signs; null, the default, for nothing.</param>
    public CertificateAuthority(X509Certificate2 certificate, Func<X509SignatureGenerator, X509SignatureGenerator>? wrapSigner = null)
    {
        this.certificate = certificate;
        if (certificate.GetECDsaPrivateKey() is { } ecdsa)
        {
            (key, signer) = (ecdsa, X509SignatureGenerator.CreateForECDsa(ecdsa));
        }
        else
        {
            RSA rsa = certificate.GetRSAPrivateKey()!;
            (key, signer) = (rsa, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1));
        }

        leafPublicKey = new PublicKey(leafKey);
        LeafKeyHash = Convert.ToBase64String(SHA256.HashData(leafPublicKey.ExportSubjectPublicKeyInfo()));
        signer = wrapSigner?.Invoke(signer) ?? signer;
        X509SubjectKeyIdentifierExtension subject = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()
            ?? new X509SubjectKeyIdentifierExtension(certificate.PublicKey, critical: false);
        identifier = X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subject);
        name = new X500DistinguishedName(certificate.SubjectName);
        (notBefore, notAfter) = (certificate.NotBefore, certificate.NotAfter);
        Public = X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span);
    }

    /// <summary>The certificate without its key.</summary>
    public X509Certificate2 Public { get; }

    /// <summary>The SHA-256 hash, in base64, of the public key of all leaves.</summary>
    public string LeafKeyHash { get; }

    /// <summary>Another object for <see cref="Public"/>, which lives on when this one is disposed.</summary>
    public X509Certificate2 CopyPublic() => X509CertificateLoader.LoadCertificate(Public.RawDataMemory.Span);

    /// <summary>Loads the authority that the options name, or this installation's own.</summary>
    /// <exception cref="ProxyStartException">There is none that can be used.</exception>
    public static CertificateAuthority Load(InterceptionOptions options, TimeProvider timeProvider)
    {
        if (options.CaCert is not { Length: > 0 } path)
        {
            return options.CaKey is null
                ? new CertificateAuthority(AuthorityFolder.LoadOrCreate(options.CaFolder, timeProvider))
                : throw new ProxyStartException(Protocol.Faults.ErrorCodes.CertificateLoadFailed, $"A key is named ({options.CaKey}) but no certificate (option CaCert).") { OptionName = nameof(InterceptionOptions.CaCert) };
        }

        return new CertificateAuthority(AuthorityFile.Load(path, options.CaKey, options.CaPassword, timeProvider.GetUtcNow()));
    }

    /// <summary>A certificate for exactly this host.</summary>
    /// <param name="host">A name or an address; IPv6 without brackets.</param>
    /// <param name="now">When it begins to be used.</param>
    /// <exception cref="CryptographicException">The name cannot stand in a certificate, or this object was disposed.</exception>
    public X509Certificate2 Mint(string host, DateTimeOffset now)
    {
        string subject = host.Length <= MaxCommonName && host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':') ? $"CN={host}" : "";
        var request = new CertificateRequest(new X500DistinguishedName(subject), leafPublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(Names(host, critical: subject.Length == 0));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(identifier);
        DateTimeOffset begin = Later(now - ClockSkew, notBefore);
        DateTimeOffset end = Earlier(now - ClockSkew + Validity, notAfter);
        return Sign(request, begin, end);
    }

    public void Dispose()
    {
        lock (signing)
        {
            isDisposed = true;
            key.Dispose();
            leafKey.Dispose();
            certificate.Dispose();
            Public.Dispose();
        }
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset begin, DateTimeOffset end)
    {
        lock (signing)
        {
            if (isDisposed)
            {
                throw new CryptographicException("The authority was disposed: its proxy has ended.");
            }

            using X509Certificate2 leaf = request.Create(name, signer, begin, end, Serial());
            return WithKey(leaf, leafKey);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>RFC 5280 §4.2.1.6: clients look for the host here and nowhere else.</summary>
    private static X509Extension Names(string host, bool critical)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        return names.Build(critical);
    }

    /// <summary>Random, so that no two are alike, and positive (RFC 5280 §4.1.2.2).</summary>
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    private static X509Certificate2 WithKey(X509Certificate2 leaf, ECDsa leafKey)
    {
        X509Certificate2 both = leaf.CopyWithPrivateKey(leafKey);
        if (!OperatingSystem.IsWindows())
        {
            return both;
        }

        using (both)
        {
            // SChannel does not take a key that lives in this process alone.
            return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
