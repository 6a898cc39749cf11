using Proximity.Flows;

namespace Proximity.Tests.Server;

/// <summary>User code may leave Host out: the request gets one that follows its target.</summary>
public class MissingHostTests
{
    [Theory]
    [InlineData("http://other.test:{0}/y", "other.test:{0}")]
    [InlineData("http://other.test:{0}", "other.test:{0}")]
    [InlineData("/y", "origin.test:{0}")]
    public async Task ReplacementWithoutHost_GetsTheOneOfItsTarget(string url, string host)
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((_, _) => new ProxyRequest("DELETE", At(url, harness)));
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        string path = url.EndsWith("/y", StringComparison.Ordinal) ? "/y" : "/";
        Assert.Equal($"DELETE {path} HTTP/1.1\r\nHost: {At(host, harness)}\r\n\r\n", Assert.Single(harness.OriginSaw));
        Assert.Empty(harness.Errors);
        Assert.True(Assert.Single(harness.Proxy.Flows).Modified);
    }

    [Fact]
    public async Task OptionsForTheWholeServer_GetsTheHostOfTheReceivedTarget()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((_, _) => new ProxyRequest("OPTIONS", "*"));
        await harness.GetAsync();
        Assert.Equal($"OPTIONS * HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n", Assert.Single(harness.OriginSaw));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task HostTakenAway_IsAddedAgain(string? host)
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Url = "/y";
            request.Headers["Host"] = host;
            return null;
        });
        await harness.GetAsync();
        await harness.SettleAsync();
        Assert.Equal($"GET /y HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n", Assert.Single(harness.OriginSaw));
        Assert.Empty(harness.Errors);
    }

    [Fact]
    public async Task AllFieldsTakenAwayInACallback_HostIsAddedAgain()
    {
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = request =>
        {
            request.Headers.Clear();
            return default;
        });
        await harness.GetAsync();
        Assert.Equal($"GET /x HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n", Assert.Single(harness.OriginSaw));
    }

    [Fact]
    public async Task ReplacementInHttp10WithoutHost_GetsOneToo()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((_, _) => new ProxyRequest("GET", "/y", "HTTP/1.0"));
        await harness.GetAsync();
        Assert.Equal($"GET /y HTTP/1.0\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n", Assert.Single(harness.OriginSaw));
    }

    [Fact]
    public async Task ReplacementThroughAnUpstream_HasHostAndAbsoluteTarget()
    {
        await using Harness harness = await Harness.StartAsync(options => options.UpstreamProxy = "parent.test:20000");
        harness.Proxy.AddRequestInterceptor((_, _) => new ProxyRequest("GET", "/y"));
        await harness.ExchangeAsync("GET http://a.test:81/x HTTP/1.1\r\nHost: a.test:81\r\nConnection: close\r\n\r\n");
        Assert.Equal("GET http://a.test:81/y HTTP/1.1\r\nHost: a.test:81\r\n\r\n", Assert.Single(harness.OriginSaw));
    }

    private static string At(string text, Harness harness) => text.Replace("{0}", harness.OriginPort.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
