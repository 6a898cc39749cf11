using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Flows.Tests.Formats;

namespace Proximity.Flows.Tests;

public class FlowCertificateReaderTests
{
    [Fact]
    public void Certificate_IsReadAsThePlatformShowsIt()
    {
        using X509Certificate2 made = ShownCertificates.Make("CN=a.test, O=\u00c9cole", "a.test", "*.b.test");

        FlowCertificate read = FlowCertificateReader.Read(made, FlowCertificateReader.FingerprintOf(made.RawData))!;

        Assert.Equal(("CN=a.test, O=\u00c9cole", made.Issuer, made.SerialNumber), (read.Subject, read.Issuer, read.SerialNumber));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), read.NotBefore);
        Assert.Equal(new DateTimeOffset(2030, 4, 1, 0, 0, 0, TimeSpan.Zero), read.NotAfter);
        Assert.Equal(made.GetCertHashString(HashAlgorithmName.SHA256), read.Fingerprint);
        Assert.Equal(["a.test", "*.b.test", "127.0.0.1"], read.AlternativeNames);
    }

    [Fact]
    public void ManyNames_AreCountedAndTheFirstKept()
    {
        FlowCertificate read = ShownCertificates.Of("CN=many", [.. Enumerable.Range(0, 100).Select(i => $"h{i}.test")]);

        Assert.Equal((FlowCertificate.MaxAlternativeNames, 101), (read.AlternativeNames.Count, read.AlternativeNameCount));
        Assert.Equal("h63.test", read.AlternativeNames[^1]);
    }

    [Fact]
    public void LongSubject_IsCut()
    {
        string subject = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"OU={new string('a', 60)}{i:00}"));

        Assert.Equal(FlowCertificate.MaxNameLength, ShownCertificates.Of(subject, "a.test").Subject.Length);
    }

    [Fact]
    public void Pem_ComesBack() => Assert.Equal(
        ShownCertificates.Real, FlowCertificateReader.ReadPem(FlowCertificateReader.WritePem(ShownCertificates.Real)));

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")]
    public void OtherText_IsNoCertificate(string pem) => Assert.Null(FlowCertificateReader.ReadPem(Encoding.ASCII.GetBytes(pem)));

    [Fact]
    public void RecordWithoutItsBytes_CannotBecomePem()
        => Assert.Null(FlowCertificateReader.WritePem(ShownCertificates.Real with { Encoded = default }));
}
