using System.Net;
using System.Net.Security;
using System.Text;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Which tunnels are opened, and what becomes of the others.</summary>
public sealed class InterceptionDecisionTests
{
    [Theory]
    [InlineData("220 mail.example ready\r\n")]
    [InlineData("\u0016\u0003\u0001 not a client")]
    public async Task OriginThatSpeaksFirst_IsRelayed(string greeting)
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.SendAsync(greeting);
            await peer.SendAsync("you said " + await peer.ReadUntilAsync("."));
        });
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using RawPeer client = await proxy.Proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal(greeting, await client.ReadAsync(greeting.Length));
        await client.SendAsync("hello.");
        Assert.Equal("you said hello.", await client.ReadToEndAsync());
        client.ShutdownSend();
        Assert.Equal("other_protocol", (await proxy.FlowAsync("CONNECT")).PassedThrough);
    }

    [Theory]
    [InlineData("SSH-2.0-client\r\n")]
    [InlineData("\u0001\u0002\u0003")]
    [InlineData("CONNECT inner.test:443 HTTP/1.1\r\nHost: inner.test:443\r\n\r\n")]
    [InlineData("GET http://inner.test/ HTTP/1.1\r\nHost: inner.test\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0000\u0000")]
    public async Task SomethingElse_IsRelayedUntouched(string opening)
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.SendAsync("echo " + await peer.ReadAsync(opening.Length)));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using RawPeer client = await proxy.Proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync(opening);
        Assert.Equal("echo " + opening, await client.ReadToEndAsync());
    }

    [Fact]
    public async Task ClientThatStopsInTheMiddle_IsRelayedAfterAWhile()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.SendAsync("got " + await peer.ReadAsync(3)));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using RawPeer client = await proxy.Proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync("GET");
        Assert.Equal("got GET", await client.ReadToEndAsync());
    }

    /// <summary>lynx and LWP send an address as it is, w3m and Mercurial with brackets: no host names (RFC 6066 §3), but no reason to leave the tunnel unread.</summary>
    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public async Task ServerNameThatIsNoHost_CountsAsAbsent(string name)
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        string answer = await OpenSsl.ClientAsync(
            "GET /named HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "-proxy", proxy.Proxy.EndPoint.ToString(), "-connect", origin.Authority, "-servername", name, "-CAfile", proxy.AuthorityFile, "-verify_hostname", "localhost", "-verify_return_error");
        Assert.EndsWith("ok", answer, StringComparison.Ordinal);
        Assert.Equal("/named", (await proxy.FlowAsync("GET")).Request.Url);
        Assert.DoesNotContain("::1", Assert.Single(origin.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesBehindTheConnect_DecideToo()
    {
        await using RawOrigin origin = RawOrigin.Answering(TlsOrigin.Ok);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using RawPeer client = await proxy.Proxy.SendAsync(
            $"CONNECT {origin.Authority} HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\nGET /early HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, (await client.ReadResponseAsync("CONNECT")).Status);
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal("/early", (await proxy.FlowAsync("GET")).Request.Url);
    }

    [Theory]
    [InlineData(null, "localhost", "host_rule")]
    [InlineData(null, "*", "host_rule")]
    [InlineData("other.test", null, "host_rule")]
    [InlineData("localhost", null, null)]
    [InlineData("localhost", "other.test", null)]
    [InlineData("*", "localhost", "host_rule")]
    public async Task HostRules_DecideWhatIsOpened(string? intercept, string? passThrough, string? reason)
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options =>
        {
            options.InterceptHosts = intercept is null ? null : [intercept];
            options.PassThroughHosts = passThrough is null ? null : [passThrough];
        });
        await GetAsync(proxy, origin, trustsOrigin: reason is not null);
        Assert.Equal(reason, (await proxy.FlowAsync("CONNECT")).PassedThrough);
        Assert.Equal(reason is null, proxy.Proxy.Server.Flows.Any(flow => flow.Request.Method == "GET"));
    }

    [Fact]
    public async Task HostRulesOfAnUpdate_DecideAboutLaterTunnels()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await GetAsync(proxy, origin, trustsOrigin: false);
        proxy.Proxy.Server.Update(options => options.Intercept(i => i.PassThroughHosts = ["localhost"]));
        await GetAsync(proxy, origin, trustsOrigin: true);
        IReadOnlyList<Flow> flows = await proxy.Proxy.Server.Flows.WaitForCountAsync(3, TestContext.Current.CancellationToken).WithinStep();
        Assert.Equal([null, "host_rule"], flows.Where(flow => flow.Request.Method == "CONNECT").Select(flow => flow.PassedThrough));
    }

    [Theory]
    [InlineData(TunnelVerdict.Intercept, null)]
    [InlineData(TunnelVerdict.PassThrough, "callback")]
    public async Task Callback_DecidesWithWhatTheHelloSays(TunnelVerdict verdict, string? reason)
    {
        TunnelHello? seen = null;
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.OnClientHello = hello =>
        {
            seen = hello;
            return new(verdict);
        });
        await GetAsync(proxy, origin, trustsOrigin: reason is not null);
        Assert.Equal(reason, (await proxy.FlowAsync("CONNECT")).PassedThrough);
        Assert.Equal(("localhost", origin.Port, "localhost"), (seen!.Host, seen.Port, seen.ServerName));
        Assert.Equal(["http/1.1"], seen.ApplicationProtocols);
        Assert.Contains(0x0304, seen.Versions);
        Assert.Equal(IPAddress.Loopback, seen.Client.RemoteEndPoint?.Address);
    }

    [Fact]
    public async Task CallbackThatRefuses_EndsTheTunnelWithAnAlert()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.OnClientHello = _ => new(TunnelVerdict.Refuse));
        ProgramResult result = await proxy.CurlAsync($"https://{origin.Authority}/");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("access denied", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("tunnel_refused", (await proxy.FlowAsync("CONNECT")).ErrorCode);
        Assert.Empty(origin.Connections);
    }

    [Fact]
    public async Task CallbackThatThrows_IsReportedAndTheTunnelOpened()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.OnClientHello = _ => throw new InvalidOperationException("no"));
        await GetAsync(proxy, origin, trustsOrigin: false);
        await proxy.Proxy.ErrorAsync("onClientHello_failed");
        await proxy.FlowAsync("GET");
    }

    [Fact]
    public async Task NameThatMayNotBeReached_IsNotReachedByAnAddressThatMay()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.DenyTargets = ["secret.test"]);
        await Assert.ThrowsAnyAsync<Exception>(() => proxy.OpenTlsAsync($"127.0.0.1:{origin.Port}", "secret.test"));
        Assert.Equal("target_not_allowed", (await proxy.FlowAsync("CONNECT")).ErrorCode);
        Assert.Empty(origin.Connections);
    }

    [Theory]
    [InlineData("imap")]
    [InlineData("h2")]
    public async Task ClientThatWouldNotSpeakHttp1_IsRelayed(string protocol)
    {
        await using TlsOrigin origin = TlsOrigin.Start(configure: options => options.ApplicationProtocols = [new SslApplicationProtocol(protocol)]);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority, configure: options =>
        {
            options.ApplicationProtocols = [new SslApplicationProtocol(protocol)];
            TrustOrigins(options);
        });
        Assert.Equal(protocol, tls.NegotiatedApplicationProtocol.ToString());
        await tls.DisposeAsync();
        Assert.Equal("application_protocol", (await proxy.FlowAsync("CONNECT")).PassedThrough);
    }

    [Fact]
    public async Task OriginThatSpeaksNoneOfTheProtocols_IsA502Inside()
    {
        await using TlsOrigin origin = TlsOrigin.Start(configure: options => options.ApplicationProtocols = [new SslApplicationProtocol("imap")]);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        ProgramResult result = await proxy.CurlAsync($"https://{origin.Authority}/");
        Assert.StartsWith("origin_tls_failed: No TLS handshake was possible", result.Output, StringComparison.Ordinal);
        Assert.Contains("no_application_protocol", result.Output, StringComparison.Ordinal);
    }

    private static async Task GetAsync(InterceptingProxy proxy, TlsOrigin origin, bool trustsOrigin)
    {
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority, configure: options =>
        {
            options.ApplicationProtocols = [SslApplicationProtocol.Http11];
            if (trustsOrigin)
            {
                TrustOrigins(options);
            }
        });
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n"));
        byte[] buffer = new byte[1024];
        await tls.ReadAtLeastAsync(buffer, TlsOrigin.Ok.Length).AsTask().WithinStep();
        await tls.ShutdownAsync();
    }

    private static void TrustOrigins(SslClientAuthenticationOptions options)
    {
        options.CertificateChainPolicy!.CustomTrustStore.Clear();
        options.CertificateChainPolicy.CustomTrustStore.Add(InterceptingProxy.OriginAuthority);
    }
}
