using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Whole https URLs without a CONNECT, where they are taken.</summary>
public sealed class HttpsTargetTests
{
    [Fact]
    public async Task HttpsTarget_IsForwardedThroughTls_AndTheFlowSaysThatTheClientsLegIsInClear()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.AllowHttpsTargets = true);
        await using RawPeer client = await proxy.Proxy.ConnectAsync();
        for (int number = 0; number < 2; number++)
        {
            await client.SendAsync($"GET https://{origin.Authority}/a?b HTTP/1.1\r\nHost: other\r\n\r\n");
            Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        }

        Assert.Equal(1, origin.Accepted);
        Assert.StartsWith($"GET /a?b HTTP/1.1\r\nHost: {origin.Authority}\r\n", origin.Heads[0], StringComparison.Ordinal);
        Flow flow = await proxy.FlowAsync("GET");
        Assert.True(flow.ClientInClear);
        Assert.Null(flow.ClientTls);
        Assert.NotNull(flow.OriginTls);
        Assert.StartsWith("https://", flow.Request.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OriginThatNobodyTrusts_Is502()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.AllowHttpsTargets = true);
        Assert.Equal(502, (await proxy.ExchangeAsync($"GET https://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n")).Status);
        await proxy.ErrorAsync("origin_certificate_untrusted");
        Assert.Empty(origin.Heads);
    }

    [Fact]
    public async Task HttpTargetOfTheSameAuthority_StaysInClear()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.AllowHttpsTargets = true);
        await using RawPeer client = await proxy.Proxy.ConnectAsync();
        await client.SendAsync($"GET https://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        await client.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(502, (await client.ReadResponseAsync()).Status);
        Assert.Single(origin.Heads);
    }

    [Fact]
    public async Task BehindAnUpstreamProxy_TheOriginIsReachedThroughACONNECT()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using RunningProxy parent = await RunningProxy.StartAsync();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(
            configureProxy: options => (options.AllowHttpsTargets, options.UpstreamProxy) = (true, parent.Authority));
        Assert.Equal("ok", (await proxy.Proxy.ExchangeAsync($"GET https://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n")).Body);
        Assert.Equal("CONNECT", Assert.Single(parent.Server.Flows).Request.Method);
    }

    [Fact]
    public async Task ByDefault_NoneIsTaken()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        Assert.Equal(501, (await proxy.Proxy.ExchangeAsync($"GET https://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n")).Status);
        Assert.Equal(0, origin.Accepted);
    }
}
