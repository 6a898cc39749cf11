using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>The proxy's own site.</summary>
public sealed class OnboardingSiteTests
{
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Page_IsServedOverBoth(string scheme)
    {
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string page = (await proxy.CurlAsync($"{scheme}://proximity.internal/")).Succeeded();
        Assert.Contains(proxy.Proxy.Server.AuthorityCertificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), page, StringComparison.Ordinal);
        Assert.Contains("src=\"https://proximity.internal/trusted.svg\"", page, StringComparison.Ordinal);
        Assert.Equal(200, (await proxy.FlowAsync("GET")).Response?.Status);
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("ca.crt")]
    [InlineData("ca.p7b")]
    [InlineData("ca.mobileconfig")]
    public async Task EveryForm_HoldsTheAuthoritysCertificate(string name)
    {
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string file = proxy["client/" + name];
        (await proxy.CurlAsync("-o", file, $"http://proximity.internal/{name}")).Succeeded();
        byte[] content = await File.ReadAllBytesAsync(file);
        X509Certificate2 certificate = name switch
        {
            "ca.pem" => X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(content)),
            "ca.crt" => X509CertificateLoader.LoadCertificate(content),
            "ca.p7b" => X509Certificate2.CreateFromPem((await ProcessRunner.RunAsync("openssl", "pkcs7", "-inform", "der", "-print_certs", "-in", file)).Succeeded()),
            _ => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(XDocument.Parse(System.Text.Encoding.UTF8.GetString(content)).Descendants("data").Single().Value)),
        };
        Assert.Equal(proxy.Proxy.Server.AuthorityCertificate!.Thumbprint, certificate.Thumbprint);
        Assert.False(certificate.HasPrivateKey);
    }

    [Fact]
    public async Task Probe_LoadsOnlyWhereTheAuthorityIsTrusted()
    {
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        Assert.StartsWith("<svg", (await proxy.CurlAsync("https://proximity.internal/trusted.svg")).Succeeded(), StringComparison.Ordinal);
        ProgramResult untrusting = await ProcessRunner.RunAsync("curl", "-q", "-sS", "--noproxy", "", "-x", proxy.Proxy.Url, "https://proximity.internal/trusted.svg");
        Assert.Equal(60, untrusting.ExitCode);
    }

    [Theory]
    [InlineData("GET http://proximity.internal/other HTTP/1.1", 404)]
    [InlineData("POST http://proximity.internal/ HTTP/1.1", 405)]
    [InlineData("HEAD http://proximity.internal/ca.crt HTTP/1.1", 200)]
    public async Task OtherRequests_AreAnsweredToo(string line, int status)
    {
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        Assert.Equal(status, (await proxy.Proxy.ExchangeAsync($"{line}\r\nHost: proximity.internal\r\n\r\n")).Status);
    }

    [Fact]
    public async Task WithoutInterception_ThereIsNoSuchSite()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.NotEqual(200, (await proxy.ExchangeAsync("GET http://proximity.internal/ HTTP/1.1\r\nHost: proximity.internal\r\n\r\n")).Status);
    }
}
