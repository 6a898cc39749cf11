using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Credentials for a connection (RFC 4559) over real sockets, inside intercepted tunnels and outside.</summary>
public sealed class ConnectionAuthenticationTests
{
    private const string Credentials = "Negotiate YII=";

    [Theory]
    [InlineData("1.1", HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData("1.1", HttpProtocols.Http1AndHttp2, "HTTP/1.1")]
    [InlineData("2.0", HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData("2.0", HttpProtocols.Http1AndHttp2, "HTTP/1.1")]
    public async Task InterceptedClient_HasTheConnectionForItselfAlone(string version, HttpProtocols spoken, string protocol)
    {
        await using NegotiatingOrigin origin = await StartAsync(spoken);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient alice = proxy.Client();
        using HttpClient bob = proxy.Client();
        string shared = await AskAsync(alice, origin, version);
        string hers = await AskAsync(alice, origin, version, Credentials);
        Assert.StartsWith(protocol, hers, StringComparison.Ordinal);
        Assert.Equal(hers, await AskAsync(alice, origin, version, Credentials));
        Assert.Equal(hers, await AskAsync(alice, origin, version));
        string his = await AskAsync(bob, origin, version);
        Assert.NotEqual(hers, his);
        Assert.NotEqual(hers, await AskAsync(bob, origin, version, Credentials));
        Assert.Equal(hers, await AskAsync(alice, origin, version));
        Assert.NotEqual("", shared);
    }

    [Fact]
    public async Task OriginThatEndsTheConnection_HasAClientOfHttp2MakeANewOne()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http1, RunClosing);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient alice = proxy.Client();
        await AskAsync(alice, origin, "2.0", Credentials);
        await Eventually.HoldsAsync(
            () => proxy.Proxy.Completed.Items.Any(flow => flow.Request.Method == "CONNECT"), () => "the client's connection stands");
        await AskAsync(alice, origin, "2.0", Credentials);
    }

    [Fact]
    public async Task OriginThatEndsAnIdleConnection_EndsThatOfAClientOfHttp2Too()
    {
        await using TlsOrigin origin = TlsOrigin.Start(answer: "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 2\r\n\r\nno");
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient alice = proxy.Client();
        HttpRequestMessage request = Http2Proxy.Request("2.0", HttpMethod.Get, origin.Authority, "/");
        using (HttpResponseMessage response = await alice.SendAsync(request).WithinStep())
        {
            Assert.Equal("no", await response.Content.ReadAsStringAsync().WithinStep());
        }

        await origin.Connections.Single().DisposeAsync();
        await Eventually.HoldsAsync(
            () => proxy.Proxy.Completed.Items.Any(flow => flow.Request.Method == "CONNECT"), () => "the client's connection stands");
    }

    [Fact]
    public async Task OriginThatSpeaksHttp2Alone_GetsAConnectionForEachSuchRequest()
    {
        await using NegotiatingOrigin origin = await StartAsync(HttpProtocols.Http2);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient alice = proxy.Client();
        using HttpClient bob = proxy.Client();
        string shared = await AskAsync(alice, origin, "2.0");
        string hers = await AskAsync(alice, origin, "2.0", Credentials);
        Assert.StartsWith("HTTP/2", hers, StringComparison.Ordinal);
        Assert.NotEqual(shared, hers);
        Assert.NotEqual(hers, await AskAsync(bob, origin, "2.0"));
        Assert.NotEqual(hers, await AskAsync(bob, origin, "2.0", Credentials));
    }

    [Fact]
    public async Task ClientsConnectionThatEnds_EndsTheOriginsToo()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a, b\", NTLM\r\nContent-Length: 2\r\n\r\nno");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using (RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n"))
        {
            Assert.Equal(401, (await client.ReadResponseAsync()).Status);
            Assert.Equal(0, proxy.Server.IdleOriginConnections);
        }

        RawPeer connection = await origin.ConnectionAsync(0);
        await Eventually.HoldsAsync(() => connection.AtEnd, () => "the origin's connection stands");
    }

    [Fact]
    public async Task OriginThatEndsTheConnection_EndsTheClientsToo()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 2\r\n\r\nno");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(401, (await client.ReadResponseAsync()).Status);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    private static void RunClosing(WebApplication application) => application.Run(context =>
    {
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsync(context.Connection.Id);
    });

    private static Task<NegotiatingOrigin> StartAsync(HttpProtocols spoken)
        => NegotiatingOrigin.StartAsync(spoken, application => application.Run(context => context.Response.WriteAsync($"{context.Request.Protocol} {context.Connection.Id}")));

    private static Task<string> AskAsync(HttpClient client, NegotiatingOrigin origin, string version, string? credentials = null)
    {
        HttpRequestMessage request = Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/");
        request.Headers.TryAddWithoutValidation("Authorization", credentials);
        return client.TextAsync(request);
    }
}
