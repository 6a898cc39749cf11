using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Exchanges that handlers end, or stop waiting in, between real clients and origins.</summary>
public sealed class HandlerEndTests
{
    public static TheoryData<string, HttpProtocols> Pairings => HandlerTests.Pairings;

    [Fact]
    public async Task OrderlyEnd_IsNoReset_WhereTheBodyIsUnread()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use(
            "end",
            (_, _) => ValueTask.FromResult(Verdict.Abort(AbortKind.Close))));
        await using RawPeer client = await proxy.SendAsync(
            $"POST http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nContent-Length: 200000\r\n\r\n{new string('a', 200_000)}");
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.False(client.WasReset);
    }

    [Fact]
    public async Task AnswerForAnOriginThatIsOverdue_DoesNotPromiseToKeepTheConnection()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.ReadToEndAsync());
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.Timeout = TimeSpan.FromSeconds(1);
            options.Handlers.Use("fallback", async (exchange, next) =>
            {
                await next(exchange);
                return Verdict.Respond(200, Body.Text("cached"));
            });
        });
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.EndsWith("Connection: close\r\n\r\ncached", await client.ReadUntilAsync("cached"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task ResponseThatIsNotWaitedFor_GoesOnAsItComes(string version, HttpProtocols protocols)
    {
        using var gate = new SemaphoreSlim(0);
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(async context =>
        {
            await context.Response.WriteAsync("one ");
            await context.Response.Body.FlushAsync();
            await gate.WaitAsync();
            await context.Response.WriteAsync("two");
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("impatient", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await exchange.Response.Body.ReadAsync(enough.Token));
            return verdict;
        });
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/", null));
        gate.Release();
        Assert.Equal("one two", await response.Content.ReadAsStringAsync().WithinStep());
        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    [Theory]
    [InlineData("1.1", AbortKind.Reset)]
    [InlineData("1.1", AbortKind.Close)]
    [InlineData("2.0", AbortKind.Reset)]
    [InlineData("2.0", AbortKind.Close)]
    public async Task AbortBehindNext_LeavesTheClientWithoutAnswer_AndOthersAlone(string version, AbortKind kind)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http1AndHttp2,
            application => application.Run(context => context.Response.WriteAsync("ok")));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("abort", async (exchange, next) =>
        {
            string text = await exchange.Request.Body.ReadTextAsync();
            Verdict verdict = await next(exchange);
            return text == "abort" ? Verdict.Abort(kind) : verdict;
        });
        using HttpClient client = proxy.Client();
        for (int round = 0; round < 2; round++)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("abort"))));
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("go on")));
            Assert.Equal("ok", await response.Content.ReadAsStringAsync().WithinStep());
        }

        Flow flow = await proxy.Proxy.Completed.FirstAsync(flow => flow.ErrorCode is not null, "a flow that was aborted");
        Assert.Equal("handler_aborted", flow.ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task AnswerWhileTheClientStillSends_ReachesIt(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            protocols,
            application => application.Run(context => context.Response.WriteAsync("early")));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("replace", async (exchange, next) =>
        {
            await next(exchange);
            return exchange.Request.Path == "/long" ? Verdict.Respond(403, Body.Text("no")) : Verdict.Continue;
        });
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/long", new ByteArrayContent(new byte[3_000_000])));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("no", await response.Content.ReadAsStringAsync().WithinStep());
        using HttpResponseMessage next = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("short")));
        Assert.Equal("early", await next.Content.ReadAsStringAsync().WithinStep());
    }
}
