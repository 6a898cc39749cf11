using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>Connections to origins that many exchanges share.</summary>
public sealed class SharedOriginTests
{
    [Fact]
    public async Task StreamsOfAClient_ShareOneConnection()
    {
        var all = new Barrier(30);
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(async context =>
        {
            await all.ArriveAsync();
            await context.Response.WriteAsync("ok");
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.TextAsync(Http2Proxy.Get(origin.Authority))));
        Assert.Equal(1, origin.ConnectionCount);
        Assert.Equal(1, proxy.Proxy.Server.SharedOriginConnections);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task MoreStreamsThanTheOriginAdmits_GetFurtherConnections(int admitted)
    {
        var all = new Barrier(7);
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2,
            application => application.Run(async context =>
            {
                await all.ArriveAsync();
                await context.Response.WriteAsync("ok");
            }),
            new NegotiatingOriginSetup { Kestrel = kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = admitted });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => client.TextAsync(Http2Proxy.Get(origin.Authority))));
        Assert.Equal((7 + admitted - 1) / admitted, origin.ConnectionCount);
        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    [Fact]
    public async Task ConnectionOfOneClient_ServesTheNext()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsync(context.Connection.Id)));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient first = proxy.Client();
        using HttpClient second = proxy.Client();
        string connection = await first.TextAsync(Http2Proxy.Get(origin.Authority));
        Assert.Equal(connection, await second.TextAsync(Http2Proxy.Get(origin.Authority)));
        first.Dispose();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => second.TextAsync(Http2Proxy.Get(origin.Authority)))), text => Assert.Equal(connection, text));
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Fact]
    public async Task OriginThatGoesAway_IsLeftAlone()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context =>
        {
            if (context.Request.Path == "/last")
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()!.RequestClose();
            }

            return context.Response.WriteAsync(context.Connection.Id);
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        var seen = new List<string>();
        foreach (string path in (string[])["/", "/last", "/", "/"])
        {
            seen.Add(await client.TextAsync(Http2Proxy.Get(origin.Authority, path)));
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.NotEqual(seen[1], seen[2]);
        Assert.Equal(seen[2], seen[3]);
        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    [Theory]
    [InlineData(Frame.GoAway)]
    [InlineData(Frame.Reset)]
    public async Task RequestThatTheOriginDidNotBeginWith_IsSentAgainWhateverItIs(byte refusal)
    {
        int refused = 0;
        await using FrameOrigin origin = FrameOrigin.Start((_, frame) => frame.Type != Frame.Headers ? []
            : Interlocked.Increment(ref refused) > 1 ? [Frame.Ok(frame.Stream)]
            : refusal == Frame.GoAway ? [new Frame(Frame.GoAway, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), new Frame(Frame.End, 0, 0, [])]
            : [new Frame(Frame.Reset, 0, frame.Stream, [0, 0, 0, 7])]);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, refused);
        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    [Fact]
    public async Task PostThatTheOriginMayHaveBegunWith_IsNotSentAgain()
    {
        int requests = 0;
        await using FrameOrigin origin = FrameOrigin.Start((_, frame) =>
        {
            if (frame.Type != Frame.Headers)
            {
                return [];
            }

            return Interlocked.Increment(ref requests) == 2 ? [new Frame(Frame.End, 0, 0, [])] : [Frame.Ok(frame.Stream)];
        });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        var statuses = new List<HttpStatusCode>();
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/"));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadGateway], statuses);
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task GetOnAConnectionThatDies_IsSentAgain()
    {
        int requests = 0;
        await using FrameOrigin origin = FrameOrigin.Start((_, frame) =>
        {
            if (frame.Type != Frame.Headers)
            {
                return [];
            }

            return Interlocked.Increment(ref requests) == 2 ? [new Frame(Frame.End, 0, 0, [])] : [Frame.Ok(frame.Stream)];
        });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        await client.TextAsync(Http2Proxy.Get(origin.Authority));
        await client.TextAsync(Http2Proxy.Get(origin.Authority));
        Assert.Equal((3, 2), (requests, origin.ConnectionCount));
    }

    [Fact]
    public async Task ConnectionThatFellSilent_IsNotTriedAgain()
    {
        await using FrameOrigin origin = FrameOrigin.Start((connection, frame) => frame.Type == Frame.Headers && connection == 1 ? [Frame.Ok(frame.Stream)] : []);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(configureProxy: options => options.Timeout = TimeSpan.FromSeconds(1));
        using HttpClient client = proxy.Client();
        using HttpResponseMessage silent = await client.SendHeadAsync(Http2Proxy.Get(origin.Authority));
        Assert.Equal(HttpStatusCode.GatewayTimeout, silent.StatusCode);

        // The first SETTINGS came within the first request; from then on the connection says nothing.
        using HttpResponseMessage again = await client.SendHeadAsync(Http2Proxy.Get(origin.Authority));
        Assert.Equal(HttpStatusCode.GatewayTimeout, again.StatusCode);
        await client.TextAsync(Http2Proxy.Get(origin.Authority));
        Assert.Equal(2, origin.ConnectionCount);
    }

    [Fact]
    public async Task UnusedConnection_EndsAfterTheIdleTime()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsync("ok")));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(configureProxy: options => options.OriginIdleTimeout = TimeSpan.FromMilliseconds(400));
        using HttpClient client = proxy.Client();
        await client.TextAsync(Http2Proxy.Get(origin.Authority));
        await Eventually.HoldsAsync(() => proxy.Proxy.Server.SharedOriginConnections == 0, () => $"{proxy.Proxy.Server.SharedOriginConnections} connections");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithoutPersistence_EveryRequestGetsAConnection(bool isPersistent)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsync(context.Connection.Id)));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(configureProxy: options => options.PersistentConnections = isPersistent);
        using HttpClient client = proxy.Client();
        var seen = new HashSet<string>();
        for (int i = 0; i < 3; i++)
        {
            seen.Add(await client.TextAsync(Http2Proxy.Get(origin.Authority)));
        }

        Assert.Equal(isPersistent ? 1 : 3, seen.Count);
    }

    [Fact]
    public async Task Stop_LeavesNothing()
    {
        var arrived = new TaskCompletionSource();
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(async context =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        Task<HttpResponseMessage> pending = client.SendAsync(Http2Proxy.Get(origin.Authority));
        await arrived.Task.WithinStep();
        await proxy.Proxy.Server.StopAsync().WithinStep();
        await Assert.ThrowsAnyAsync<Exception>(() => pending);
        Assert.Equal("proxy_stopping", (await proxy.FlowAsync("GET")).ErrorCode);
        ProxyServer server = proxy.Proxy.Server;
        await Eventually.HoldsAsync(
            () => (server.SharedOriginConnections, server.OutstandingBuffers, server.WatchedDeadlines) == (0, 0, 0),
            () => $"{server.SharedOriginConnections} connections, {server.OutstandingBuffers} buffers, {server.WatchedDeadlines} deadlines");
    }

    [Fact]
    public async Task Drain_LetsStreamsFinish()
    {
        var arrived = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(async context =>
        {
            arrived.TrySetResult();
            await gate.Task;
            await context.Response.WriteAsync("finished");
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        Task<string> pending = client.TextAsync(Http2Proxy.Get(origin.Authority));
        await arrived.Task.WithinStep();
        Task stopping = proxy.Proxy.Server.StopAsync(TimeSpan.FromMinutes(5));
        gate.SetResult();
        Assert.Equal("finished", await pending);
        client.Dispose();
        await stopping.WithinStep();
    }

    /// <summary>Lets all go on when all have come.</summary>
    private sealed class Barrier(int count)
    {
        private readonly TaskCompletionSource whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int arrived;

        public Task ArriveAsync()
        {
            if (Interlocked.Increment(ref arrived) == count)
            {
                whole.SetResult();
            }

            return whole.Task;
        }
    }
}
