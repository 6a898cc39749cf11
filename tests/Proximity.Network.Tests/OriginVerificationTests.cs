using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Origins are verified in the client's stead.</summary>
public sealed class OriginVerificationTests
{
    private static readonly X509Certificate2 Issuer = MakeIssuer();

    [Theory]
    [InlineData("expired", "origin_certificate_expired")]
    [InlineData("not yet valid", "origin_certificate_expired")]
    [InlineData("of another host", "origin_certificate_name_mismatch")]
    [InlineData("signed by itself", "origin_certificate_untrusted")]
    [InlineData("of an unknown authority", "origin_certificate_untrusted")]
    [InlineData("for a common name alone", "origin_certificate_without_names")]
    public async Task OriginThatNobodyVouchesFor_IsA502InsideWithItsCode(string what, string code)
    {
        await using TlsOrigin origin = TlsOrigin.Start(Certificate(what));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.TrustedRoots = [InterceptingProxy.OriginAuthority, Issuer]);
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.GetAsync(new Uri($"https://{origin.Authority}/"));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith(code + ": ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("error=tls_certificate_error", response.Headers.GetValues("Proxy-Status").Single(), StringComparison.Ordinal);
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal((code, null), (flow.ErrorCode, flow.OriginTls));
        ProxyError error = await proxy.Proxy.ErrorAsync(code);
        Assert.Equal(("connect_pending", "localhost", origin.Port), (error.Phase, error.TargetHost, error.TargetPort));
        Assert.Empty(origin.Heads);
    }

    [Fact]
    public async Task RequestThatUserCodeSendsElsewhere_DoesWithoutTheTunnelsOrigin()
    {
        await using TlsOrigin broken = TlsOrigin.Start(Certificate("expired"));
        await using TlsOrigin other = TlsOrigin.Start(InterceptingProxy.OriginCertificate("127.0.0.1"));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        proxy.Proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["Host"] = request.Url == "/moved" ? $"127.0.0.1:{other.Port}" : request.Headers["Host"]!;
            request.Headers["X-Seen"] = "yes";
            return request;
        });
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{broken.Authority}/moved")));
        Assert.Equal(HttpStatusCode.BadGateway, (await client.GetAsync(new Uri($"https://{broken.Authority}/mine"))).StatusCode);
        Flow mine = await proxy.Proxy.Completed.FirstAsync(flow => flow.Request.Url == "/mine", "the refused flow");
        Assert.True(mine.Intercepted && mine.Modified);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("of another host")]
    [InlineData("signed by itself")]
    public async Task InsecureOrigin_IsTakenAsItIs(string what)
    {
        await using TlsOrigin origin = TlsOrigin.Start(Certificate(what));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.InsecureOrigins = [$"localhost:{origin.Port}"]);
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
    }

    [Fact]
    public async Task OtherOriginsThanTheInsecureOne_AreStillVerified()
    {
        await using TlsOrigin origin = TlsOrigin.Start(Certificate("signed by itself"));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.InsecureOrigins = [$"localhost:{origin.Port + 1}", "other.test"]);
        using HttpClient client = proxy.Client();
        Assert.Equal(HttpStatusCode.BadGateway, (await client.GetAsync(new Uri($"https://{origin.Authority}/"))).StatusCode);
    }

    [Fact]
    public async Task SelfSignedCertificateAmongTheRoots_IsTrusted()
    {
        X509Certificate2 certificate = Certificates.SelfSigned();
        await using TlsOrigin origin = TlsOrigin.Start(certificate);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.TrustedRoots = [X509CertificateLoader.LoadCertificate(certificate.RawData)]);
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
    }

    [Theory]
    [InlineData(true, "origin_certificate_revoked", "is revoked")]
    [InlineData(false, null, null)]
    public async Task RevokedCertificate_IsRefusedWhenAskedTo(bool isRevoked, string? code, string? reason)
    {
        using RevocationAuthority authority = new();
        await using RawOrigin lists = RawOrigin.Start(peer => authority.ServeAsync(peer));
        X509Certificate2 certificate = authority.Issue("localhost", $"http://{lists.Authority}/{Guid.NewGuid():n}.crl", isRevoked);
        await using TlsOrigin origin = TlsOrigin.Start(certificate);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options =>
        {
            options.TrustedRoots = [authority.Certificate];
            options.CheckRevocation = X509RevocationMode.Online;
        });
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.GetAsync(new Uri($"https://{origin.Authority}/"));
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(code is null ? "ok" : "502", code is null ? body : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(reason ?? "ok", body, StringComparison.Ordinal);
        Assert.Equal(code, (await proxy.FlowAsync("GET")).ErrorCode);
    }

    [Fact]
    public async Task RevocationThatCannotBeLookedUp_IsRefusedWhenAskedTo()
    {
        using RevocationAuthority authority = new();
        X509Certificate2 certificate = authority.Issue("localhost", $"http://127.0.0.1:{RawOrigin.ClosedPort()}/{Guid.NewGuid():n}.crl", isRevoked: false);
        await using TlsOrigin origin = TlsOrigin.Start(certificate);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => (options.TrustedRoots, options.CheckRevocation) = ([authority.Certificate], X509RevocationMode.Online));
        using HttpClient client = proxy.Client();
        string body = await (await client.GetAsync(new Uri($"https://{origin.Authority}/"))).Content.ReadAsStringAsync();
        Assert.StartsWith("origin_certificate_revoked: The certificate of localhost may be revoked", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "CN=me")]
    [InlineData("other.test", null)]
    public async Task ClientCertificate_IsShownToItsHostsOnly(string host, string? subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 mine = new CertificateRequest("CN=me", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        string? seen = null;
        await using TlsOrigin origin = TlsOrigin.Start(configure: options =>
        {
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                seen = certificate?.Subject;
                return seen is null or "CN=me";
            };
        });
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.ClientCertificates = new Dictionary<string, X509Certificate2> { [host] = mine });
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
        Assert.Equal(subject, seen);
    }

    [Fact]
    public async Task OriginThatSpeaksNoTls_IsA502Inside()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadAsync(1);
            await peer.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.GetAsync(new Uri($"https://localhost:{origin.EndPoint.Port}/"));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith("origin_tls_failed: ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OriginThatNeverAnswersTheHandshake_IsA504Inside()
    {
        await using RawOrigin origin = RawOrigin.Start(peer => peer.ReadToEndAsync());
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.ConnectTimeout = TimeSpan.FromMilliseconds(500));
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.GetAsync(new Uri($"https://localhost:{origin.EndPoint.Port}/"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.StartsWith("connect_timeout: ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>With TLS 1.3 the refusal comes when the proxy's side of the handshake is over.</summary>
    [Theory]
    [InlineData("-tls1_2", "GET", false, "handshake_failure")]
    [InlineData("-tls1_3", "GET", false, "certificate_required")]
    [InlineData("-tls1_3", "POST", false, "certificate_required")]
    [InlineData("-tls1_3", "GET", true, "unknown_ca")]
    public async Task OriginThatRefusesTheClientCertificate_IsA502WithTheAlert(string version, string method, bool showsOne, string alert)
    {
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options =>
        {
            options.TrustedRoots = [Issuer];
            options.ClientCertificates = showsOne ? new Dictionary<string, X509Certificate2> { ["localhost"] = Certificates.SelfSigned() } : null;
        });
        using var files = new TemporaryDirectory();
        using X509Certificate2 own = Issued();
        using ECDsa key = own.GetECDsaPrivateKey()!;
        string certificate = files.Write("origin.crt", own.ExportCertificatePem());
        string keyFile = files.Write("origin.key", key.ExportPkcs8PrivateKeyPem());
        (Daemon origin, int[] ports) = await Daemon.StartAsync(1, ports => ProcessRunner.Start(
            "openssl", "s_server", "-accept", $"127.0.0.1:{ports[0]}", "-cert", certificate, "-key", keyFile, version, "-Verify", "1", "-verify_return_error", "-www"));
        await using Daemon running = origin;
        using HttpClient client = proxy.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"https://localhost:{ports[0]}/");
        request.Content = method == "POST" ? new StringContent("body") : null;
        HttpResponseMessage response = await client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith("origin_tls_failed: ", body, StringComparison.Ordinal);
        Assert.Contains($"it sent the alert {alert}", body, StringComparison.Ordinal);
        Assert.Contains("error=tls_alert_received", response.Headers.GetValues("Proxy-Status").Single(), StringComparison.Ordinal);
        Assert.Equal("origin_tls_failed", (await proxy.FlowAsync(method)).ErrorCode);
    }

    /// <summary>A certificate for localhost by an authority that the proxy trusts.</summary>
    private static X509Certificate2 Issued(bool isNamed = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        if (isNamed)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.Create(Issuer, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    private static X509Certificate2 MakeIssuer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=issuer", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow().AddDays(2));
    }

    private static X509Certificate2 Certificate(string what) => what switch
    {
        "expired" => InterceptingProxy.OriginCertificate(now: TimeProvider.System.GetUtcNow().AddDays(-28.5)),
        "not yet valid" => InterceptingProxy.OriginCertificate(now: TimeProvider.System.GetUtcNow().AddDays(10)),
        "of another host" => InterceptingProxy.OriginCertificate("other.test"),
        "signed by itself" => Certificates.SelfSigned(),
        "for a common name alone" => Issued(isNamed: false),
        _ => new Proximity.Tls.CertificateAuthority(Proximity.Tls.AuthorityMaker.Make(TimeProvider.System.GetUtcNow())).Mint("localhost", TimeProvider.System.GetUtcNow()),
    };
}
