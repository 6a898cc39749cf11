using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public sealed class AuthorityFileTests : IDisposable
{
    private const string Password = "correct horse";

    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ecdsa", "pem")]
    [InlineData("ecdsa", "one pem")]
    [InlineData("ecdsa", "encrypted pem")]
    [InlineData("ecdsa", "pkcs12")]
    [InlineData("rsa", "pem")]
    [InlineData("rsa", "one pem")]
    [InlineData("rsa", "encrypted pem")]
    [InlineData("rsa", "pkcs12")]
    public void UsualForms_AreLoadedAndSign(string algorithm, string form)
    {
        (X509Certificate2 certificate, AsymmetricAlgorithm key) = Make(algorithm);
        (string path, string? keyPath, string? password) = form switch
        {
            "pem" => (folder.Write("ca.crt", certificate.ExportCertificatePem()), folder.Write("ca.key", key.ExportPkcs8PrivateKeyPem()), null),
            "one pem" => (folder.Write("ca.pem", $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n"), null, (string?)null),
            "encrypted pem" => (folder.Write("ca.crt", certificate.ExportCertificatePem()), folder.Write("ca.key", key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption)), Password),
            _ => (WritePkcs12(certificate), null, Password),
        };
        using var authority = new CertificateAuthority(AuthorityFile.Load(path, keyPath, password, Now));
        using X509Certificate2 leaf = authority.Mint("a.test", Now);
        Assert.True(LeafTests.Chains(leaf, authority, Now));
    }

    [Theory]
    [InlineData("encrypted, without its password", "give its password (option CaPassword)")]
    [InlineData("encrypted, with a wrong password", "the password is wrong (option CaPassword)")]
    [InlineData("encrypted in the old form", "openssl pkcs8 -topk8")]
    [InlineData("pkcs12, without its password", "give its password (option CaPassword)")]
    [InlineData("pkcs12, with a wrong password", "the password is wrong (option CaPassword)")]
    [InlineData("no key", "name its file (option CaKey)")]
    [InlineData("a key of another certificate", "does not match")]
    [InlineData("a file without a key", "holds no private key")]
    [InlineData("no authority", "do not say CA")]
    [InlineData("a usage without signing", "does not allow it to sign")]
    [InlineData("a short key", "2048 are the least")]
    [InlineData("ended", "is valid from")]
    [InlineData("not there", "cannot be used")]
    [InlineData("no certificate", "cannot be used")]
    public void WhatCannotSign_IsRefusedWithTheReasonAndHowToMakeOne(string what, string reason)
    {
        (string path, string? keyPath, string? password) = Unusable(what);
        var exception = Assert.Throws<ProxyStartException>(() => AuthorityFile.Load(path, keyPath, password, Now));
        Assert.Equal("certificate_load_failed", exception.Code);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains(AuthorityFile.HowToMakeOne, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Some wrong passwords leave a padding that is right by chance, one in some 200: what was decrypted is no key then.</summary>
    [Fact]
    public void WrongPassword_IsSaidWhateverItDecryptsTo()
    {
        (X509Certificate2 certificate, AsymmetricAlgorithm key) = Make("ecdsa");
        string path = folder.Write("ca.crt", certificate.ExportCertificatePem());
        string keyPath = folder.Write("ca.key", key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)));
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            var exception = Assert.Throws<ProxyStartException>(() => AuthorityFile.Load(path, keyPath, $"wrong {attempt}", Now));
            Assert.Contains("the password is wrong", exception.Message, StringComparison.Ordinal);
        }
    }

    private (string Path, string? KeyPath, string? Password) Unusable(string what)
    {
        (X509Certificate2 certificate, AsymmetricAlgorithm key) = what switch
        {
            "no authority" => Make("ecdsa", isAuthority: false),
            "a usage without signing" => Make("ecdsa", usage: X509KeyUsageFlags.DigitalSignature),
            "a short key" => Make("rsa", rsaBits: 1024),
            "ended" => Make("ecdsa", end: Now.AddDays(-1)),
            _ => Make("ecdsa"),
        };
        string path = folder.Write("ca.crt", what == "no certificate" ? "nothing" : certificate.ExportCertificatePem());
        string keyPath = folder.Write("ca.key", what switch
        {
            "a file without a key" => "nothing",
            "encrypted in the old form" => "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
            "a key of another certificate" => Make("ecdsa").Key.ExportPkcs8PrivateKeyPem(),
            _ when what.StartsWith("encrypted", StringComparison.Ordinal) => key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption),
            _ => key.ExportPkcs8PrivateKeyPem(),
        });
        return what switch
        {
            "no key" => (path, null, null),
            "not there" => (folder["missing"], null, null),
            "encrypted, with a wrong password" => (path, keyPath, "wrong"),
            "pkcs12, without its password" => (WritePkcs12(certificate), null, null),
            "pkcs12, with a wrong password" => (WritePkcs12(certificate), null, "wrong"),
            _ => (path, keyPath, null),
        };
    }

    private string WritePkcs12(X509Certificate2 certificate)
    {
        File.WriteAllBytes(folder["ca.p12"], certificate.Export(X509ContentType.Pkcs12, Password));
        return folder["ca.p12"];
    }

    private static (X509Certificate2 Certificate, AsymmetricAlgorithm Key) Make(
        string algorithm, bool isAuthority = true, X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign, int rsaBits = 2048, DateTimeOffset? end = null)
    {
        AsymmetricAlgorithm key = algorithm == "rsa" ? RSA.Create(rsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP384);
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest("CN=test", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=test", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        return (request.CreateSelfSigned(Now.AddDays(-30), end ?? Now.AddDays(300)), key);
    }
}
