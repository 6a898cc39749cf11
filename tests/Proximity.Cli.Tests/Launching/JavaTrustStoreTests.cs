using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Launching;

namespace Proximity.Cli.Tests.Launching;

public sealed class JavaTrustStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Enough of them that lengths take one, two and three bytes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public void EveryCertificate_IsReadBackByDotNet(int count)
    {
        X509Certificate2[] certificates = [.. Enumerable.Range(0, count).Select(Make)];

        var read = X509CertificateLoader.LoadPkcs12Collection(JavaTrustStore.Encode(certificates), null);

        Assert.Equal(certificates.Select(one => one.Thumbprint).Order(StringComparer.Ordinal), read.Select(one => one.Thumbprint).Order(StringComparer.Ordinal));
        Assert.All(read, one => Assert.False(one.HasPrivateKey));
    }

    /// <summary>Java takes a certificate without this attribute for one that only belongs to a key.</summary>
    [Fact]
    public async Task OpenSsl_SeesTheAttributeOfTrust()
    {
        await File.WriteAllBytesAsync(folder.File("java.p12"), JavaTrustStore.Encode([Make(1), Make(2)]));

        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["pkcs12", "-in", folder.File("java.p12"), "-nokeys", "-nomacver", "-passin", "pass:"]) { RedirectStandardOutput = true })!;
        var output = await openssl.StandardOutput.ReadToEndAsync();
        await openssl.WaitForExitAsync();

        Assert.Equal(0, openssl.ExitCode);
        Assert.Equal(2, output.Split("2.16.840.1.113894.746875.1.1: ").Length - 1);
        Assert.Contains("friendlyName: 1", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("-----BEGIN CERTIFICATE-----").Length - 1);
    }

    public void Dispose() => folder.Dispose();

    private static X509Certificate2 Make(int number)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest($"CN=root {number}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
