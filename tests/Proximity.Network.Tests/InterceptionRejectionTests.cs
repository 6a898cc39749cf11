using System.Net.Security;
using System.Text;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Clients that reject the proxy's certificate, and those that only seem to.</summary>
public sealed class InterceptionRejectionTests
{
    [Fact]
    public async Task ClientThatDoesNotTrustTheAuthority_IsRelayedTheNextTime()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string originAuthority = proxy["origin-ca.pem"];
        await File.WriteAllTextAsync(originAuthority, InterceptingProxy.OriginAuthority.ExportCertificatePem());
        Assert.Equal(60, (await CurlAsync(proxy, originAuthority, origin)).ExitCode);
        ProxyError error = await proxy.Proxy.ErrorAsync("client_rejected_certificate");
        Assert.Contains("unknown_ca", error.Message, StringComparison.Ordinal);
        Assert.Equal("ok", (await CurlAsync(proxy, originAuthority, origin)).Succeeded());
        await proxy.Proxy.Completed.FirstAsync(
            flow => flow.PassedThrough == "client_rejected_certificate", "the tunnel that passes through");

        // Once it trusts, its tunnels are opened again.
        (await proxy.CurlAsync("https://proximity.internal/trusted.svg")).Succeeded();
        Assert.Equal(60, (await CurlAsync(proxy, originAuthority, origin)).ExitCode);
    }

    /// <summary>curl checks the pin behind the handshake and ends TLS properly: it cannot be told from a client that was content.</summary>
    [Fact]
    public async Task ClientThatChecksItsPinBehindTheHandshake_NeedsAHostRule()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string both = proxy["both.pem"];
        string own = await File.ReadAllTextAsync(proxy.AuthorityFile);
        string authorities = InterceptingProxy.OriginAuthority.ExportCertificatePem() + "\n" + own;
        await File.WriteAllTextAsync(both, authorities);
        byte[] hash = System.Security.Cryptography.SHA256.HashData(origin.Certificate.PublicKey.ExportSubjectPublicKeyInfo());
        string pin = "sha256//" + Convert.ToBase64String(hash);
        foreach (int expected in (int[])[90, 90, 90])
        {
            Assert.Equal(expected, (await CurlAsync(proxy, both, origin, "--pinnedpubkey", pin)).ExitCode);
        }

        Assert.DoesNotContain(proxy.Proxy.Errors.Items, error => error.Code == "client_rejected_certificate");
        await using InterceptingProxy told = await InterceptingProxy.StartAsync(options => options.PassThroughHosts = ["localhost"]);
        Assert.Equal("ok", (await CurlAsync(told, both, origin, "--pinnedpubkey", pin)).Succeeded());
    }

    /// <summary>
    /// A Finished says that the certificate was accepted; so does ending TLS properly. Closing the connection behind it may be a check that
    /// comes late.
    /// </summary>
    [Theory]
    [InlineData("http/1.1", true)]
    [InlineData("h2", true)]
    [InlineData("http/1.1", false)]
    public async Task ClientThatLeavesBehindTheHandshake_IsSuspectedOnlyWithoutCloseNotify(string protocol, bool saysSo)
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(
            options => options.Http2 = Proximity.Http2.Http2Engine.Create());
        for (int connection = 1; connection <= 2; connection++)
        {
            // A stream that is disposed closes its connection without close_notify.
            await using (SslStream tls = await proxy.OpenTlsAsync(
                origin.Authority, configure: options => options.ApplicationProtocols = [new SslApplicationProtocol(protocol)]))
            {
                if (saysSo)
                {
                    await tls.ShutdownAsync();
                }
            }

            // Connections that are open together count once.
            await Eventually.HoldsAsync(
                () => proxy.Proxy.Completed.Items.Count(flow => flow.Request.Method == "CONNECT") == connection,
                () => "the tunnel has not ended");
        }

        if (!saysSo)
        {
            await proxy.Proxy.ErrorAsync("client_rejected_certificate");
            return;
        }

        Assert.DoesNotContain(proxy.Proxy.Errors.Items, error => error.Code == "client_rejected_certificate");
    }

    /// <summary>Whatever it says, within TLS it says it to the certificate's owner.</summary>
    [Theory]
    [InlineData("http/1.1", "GE")]
    [InlineData("h2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")]
    [InlineData("h2", "no preface")]
    public async Task ClientThatLeavesWithoutARequestButNotWithoutAWord_StaysOpened(string protocol, string word)
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(
            options => options.Http2 = Proximity.Http2.Http2Engine.Create());
        for (int connection = 1; connection <= 4; connection++)
        {
            // Only the proxy's authority is trusted: the handshake fails with the origin's certificate.
            await using SslStream tls = await proxy.OpenTlsAsync(
                origin.Authority, configure: options => options.ApplicationProtocols = [new SslApplicationProtocol(protocol)]);
            await tls.WriteAsync(Encoding.ASCII.GetBytes(word));
            await tls.ShutdownAsync();
            await Eventually.HoldsAsync(
                () => proxy.Proxy.Completed.Items.Count(flow => flow.Request.Method == "CONNECT") == connection,
                () => $"tunnel {connection} has not ended");
        }
    }

    [Fact]
    public async Task RejectionsThatAreNotToBeRemembered_FailEveryTime()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.RejectionMemory = TimeSpan.Zero);
        string originAuthority = proxy["origin-ca.pem"];
        await File.WriteAllTextAsync(originAuthority, InterceptingProxy.OriginAuthority.ExportCertificatePem());
        Assert.Equal(60, (await CurlAsync(proxy, originAuthority, origin)).ExitCode);
        Assert.Equal(60, (await CurlAsync(proxy, originAuthority, origin)).ExitCode);
    }

    private static Task<ProgramResult> CurlAsync(InterceptingProxy proxy, string authorities, TlsOrigin origin, params string[] further)
        => ProcessRunner.RunAsync(
            "curl",
            ["-q", "-sS", "--noproxy", "", "-x", proxy.Proxy.Url, "--cacert", authorities, .. further, $"https://{origin.Authority}/"]);
}
