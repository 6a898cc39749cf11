using System.Net;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Through an upstream proxy: a raw one, squid, and another Proximity.</summary>
public sealed class ChainTests(SquidProxy squid, NginxOrigin nginx) : IClassFixture<SquidProxy>, IClassFixture<NginxOrigin>
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task PlainRequestThroughSquid_ReachesTheOrigin()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = squid.Authority);
        Assert.Equal("hello from nginx\n", await CurlAsync(proxy, $"http://{nginx.Authority}/hello.txt"));
        string line = $"GET http://{nginx.Authority}/hello.txt";
        await Eventually.HoldsAsync(() => squid.AccessLog.Contains(line, StringComparison.Ordinal), () => squid.AccessLog);
    }

    [Fact]
    public async Task TunnelThroughSquid_ReachesTheTlsOrigin()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = squid.Authority);
        Assert.Equal("hello from nginx\n", await CurlAsync(proxy, $"https://{nginx.SecureAuthority}/hello.txt"));
        await Eventually.HoldsAsync(() => squid.AccessLog.Contains($"CONNECT {nginx.SecureAuthority}", StringComparison.Ordinal), () => squid.AccessLog);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task RequestThroughASecondProximity_ReachesTheOrigin(string scheme)
    {
        await using RunningProxy outer = await RunningProxy.StartAsync();
        await using RunningProxy inner = await RunningProxy.StartAsync(options => options.UpstreamProxy = outer.Url);
        string authority = scheme == "http" ? nginx.Authority : nginx.SecureAuthority;
        Assert.Equal("hello from nginx\n", await CurlAsync(inner, $"{scheme}://{authority}/hello.txt"));
        Assert.Null((await inner.FlowAsync()).ErrorCode);
        Assert.Null((await outer.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task PlainRequest_GoesToTheUpstreamInAbsoluteForm()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        await proxy.ExchangeAsync("GET http://origin.test/a?b HTTP/1.1\r\nHost: origin.test\r\n\r\n");
        RawMessage request = Assert.Single(upstream.Requests);
        Assert.Equal("GET http://origin.test/a?b HTTP/1.1", request.StartLine);
        Assert.Equal("origin.test", request.Value("Host"));
        Assert.Null(request.Value("Proxy-Authorization"));
    }

    [Fact]
    public async Task Exception_IsReachedDirectlyAndWithoutTheCredentials()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.UpstreamProxy = $"http://user:password@{upstream.Authority}";
            options.UpstreamExceptions = ["no entry/at all", origin.Authority];
        });
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/a HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await proxy.ExchangeAsync("GET http://origin.test/b HTTP/1.1\r\nHost: origin.test\r\n\r\n");
        RawMessage direct = Assert.Single(origin.Requests);
        Assert.Equal(("/a", null), (direct.Target, direct.Value("Proxy-Authorization")));
        Assert.Equal("http://origin.test/b", Assert.Single(upstream.Requests).Target);
    }

    /// <summary>One client connection, one target after the other: each goes its own way.</summary>
    [Fact]
    public async Task RequestsOfOneConnection_AreRoutedEachForItself()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.UpstreamProxy = upstream.Authority;
            options.UpstreamExceptions = ["127.0.0.0/8"];
        });
        await using RawPeer client = await proxy.ConnectAsync();
        foreach (string authority in (string[])["origin.test", origin.Authority, "origin.test"])
        {
            await client.SendAsync($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n");
            Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        }

        Assert.Equal(["http://origin.test/", "http://origin.test/"], upstream.Requests.Select(request => request.Target));
        Assert.Equal("/", Assert.Single(origin.Requests).Target);
    }

    [Fact]
    public async Task TunnelsUpstream_IsAskedForTunnelsOnly()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RawOrigin forTunnels = RawOrigin.Answering("HTTP/1.1 200 Fine\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.UpstreamProxy = upstream.Authority;
            options.UpstreamTunnelProxy = forTunnels.Authority;
        });
        await proxy.ExchangeAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n");
        await using RawPeer tunnel = await proxy.OpenTunnelAsync("origin.test:443");
        Assert.Equal("GET", Assert.Single(upstream.Requests).Method);
        Assert.Equal("CONNECT", Assert.Single(forTunnels.Requests).Method);
    }

    [Fact]
    public async Task EmptyTunnelsUpstream_MeansDirectly()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.SendAsync("greeting"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.UpstreamProxy = upstream.Authority;
            options.UpstreamTunnelProxy = "direct";
        });
        await using RawPeer tunnel = await proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal("greeting", await tunnel.ReadToEndAsync());
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task OriginFormRequest_GoesToTheUpstreamInAbsoluteForm()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        await proxy.ExchangeAsync("GET /a HTTP/1.1\r\nHost: origin.test:81\r\n\r\n");
        Assert.Equal("http://origin.test:81/a", Assert.Single(upstream.Requests).Target);
    }

    [Fact]
    public async Task RequestsToSeveralOrigins_ArriveThroughTheUpstream()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        await using RawPeer client = await proxy.ConnectAsync();
        foreach (string host in (string[])["one.test", "two.test"])
        {
            await client.SendAsync($"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
            Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        }

        Assert.Equal(["http://one.test/", "http://two.test/"], upstream.Requests.Select(request => request.Target).Order());
    }

    [Fact]
    public async Task Credentials_GoToTheUpstreamOnly()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = $"http://user:pass%3Aword@{upstream.Authority}");
        await proxy.ExchangeAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nProxy-Authorization: Basic Y2xpZW50OnNlY3JldA==\r\n\r\n");
        Assert.Equal(["Basic dXNlcjpwYXNzOndvcmQ="], Assert.Single(upstream.Requests).Values("Proxy-Authorization"));
    }

    [Fact]
    public async Task CredentialsOfATunnel_GoWithTheConnect()
    {
        await using RawOrigin upstream = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 Fine\r\n\r\n");
            await peer.SendAsync("tunnelled " + await peer.ReadUntilAsync("."));
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = $"http://user:password@{upstream.Authority}");
        await using RawPeer client = await proxy.OpenTunnelAsync("origin.test:443");
        await client.SendAsync("bytes.");
        Assert.Equal("tunnelled bytes.", await client.ReadToEndAsync());
        RawMessage connect = Assert.Single(upstream.Requests);
        Assert.Equal("CONNECT origin.test:443 HTTP/1.1", connect.StartLine);
        Assert.Equal("origin.test:443", connect.Value("Host"));
        Assert.Equal(["Basic dXNlcjpwYXNzd29yZA=="], connect.Values("Proxy-Authorization"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.0 204 Whatever\r\nX-A: b\r\n\r\n")]
    [InlineData("HTTP/1.1 299 Odd\r\nContent-Length: 5\r\n\r\n")]
    public async Task AnySuccessOfTheUpstream_OpensTheTunnel(string answer)
    {
        await using RawOrigin upstream = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(answer + "first bytes");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        await using RawPeer client = await proxy.OpenTunnelAsync("origin.test:443");
        Assert.Equal("first bytes", await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nsecret", "upstream_proxy_connect_failed")]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n\r\n", "upstream_proxy_connect_failed")]
    [InlineData("", "upstream_proxy_connect_read_failed")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: ", "upstream_proxy_connect_read_failed")]
    public async Task ConnectTheUpstreamDoesNotGrant_Is502(string answer, string code)
    {
        await using RawOrigin upstream = RawOrigin.AnsweringOnce(answer);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        RawMessage refusal = await proxy.ExchangeAsync("CONNECT origin.test:443 HTTP/1.1\r\nHost: origin.test:443\r\n\r\n");
        Assert.Equal(502, refusal.Status);
        Assert.DoesNotContain("secret", refusal.Body, StringComparison.Ordinal);
        ProxyError error = await proxy.ErrorAsync(code);
        Assert.Equal("connect_pending", error.Phase);
        Assert.Equal("CONNECT", error.Method);
        Assert.Equal(code, (await proxy.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task UpstreamAnswerOverTheLimit_Is502()
    {
        await using RawOrigin upstream = RawOrigin.AnsweringOnce("HTTP/1.1 200 OK\r\nX-A: " + new string('a', 70_000) + "\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        Assert.Equal(502, (await proxy.ExchangeAsync("CONNECT origin.test:443 HTTP/1.1\r\nHost: origin.test:443\r\n\r\n")).Status);
        await proxy.ErrorAsync("upstream_proxy_connect_headers_too_large");
    }

    [Theory]
    [InlineData("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n")]
    [InlineData("CONNECT origin.test:443 HTTP/1.1\r\nHost: origin.test:443\r\n\r\n")]
    public async Task UpstreamThatIsNotThere_Is502(string request)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = $"127.0.0.1:{RawOrigin.ClosedPort()}");
        Assert.Equal(502, (await proxy.ExchangeAsync(request)).Status);
        await proxy.ErrorAsync("upstream_connect_failed");
    }

    [Fact]
    public async Task UpstreamOnIPv6_IsReached()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok, IPAddress.IPv6Loopback);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        Assert.Equal("ok", (await proxy.ExchangeAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n")).Body);
    }

    private static async Task<string> CurlAsync(RunningProxy proxy, string url)
        => (await ProcessRunner.RunAsync("curl", "-sSk", "--noproxy", "", "-x", proxy.Url, url)).Succeeded();
}
