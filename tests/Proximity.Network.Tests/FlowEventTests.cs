using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Flows.Tests;
using Proximity.Network.Tests.Fixtures;
using Proximity.Network.Tests.WebSockets;

namespace Proximity.Network.Tests;

/// <summary>The events of real exchanges: their kinds and order, and that put together they are the flow.</summary>
public sealed class FlowEventTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Get()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);

        Assert.Equal(
            [
                nameof(FlowStarted), nameof(RequestHeadRecorded), nameof(FlowAnnotated), nameof(OriginAttached),
                nameof(ResponseHeadRecorded), nameof(BodyBegan), nameof(BodyChunkRecorded), nameof(BodyEnded), nameof(FlowEnded),
            ],
            events.Select(happened => happened.GetType().Name));
    }

    [Fact]
    public async Task PostInChunks_HasBothBodies()
    {
        await using RawOrigin origin = RawOrigin.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await proxy.ExchangeAsync(
            $"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n0\r\n\r\n");
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);

        Assert.Equal("hello", Text(events, BodySide.Request));
        Assert.Equal("ok", Text(events, BodySide.Response));
        Assert.Equal("X-Sum", Assert.Single(events.OfType<BodyEnded>().Last().Trailers).Key);
    }

    [Fact]
    public async Task Tunnel()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.SendAsync("reply to " + await peer.ReadToEndAsync()));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await using RawPeer client = await proxy.SendAsync($"CONNECT {origin.Authority} HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await client.ReadResponseAsync("CONNECT");
        await client.SendAsync("question");
        client.ShutdownSend();
        await client.ReadToEndAsync();
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);

        Assert.All(events.OfType<BodyEnded>(), body => Assert.Equal(NotKeptReason.Tunnel, body.NotKept));
        Assert.Equal(2, events.OfType<BodyEnded>().Count());
        Assert.IsType<FlowEnded>(events[^1]);
    }

    [Theory]
    [InlineData("1.1", HttpProtocols.Http1)]
    [InlineData("1.1", HttpProtocols.Http2)]
    [InlineData("2.0", HttpProtocols.Http1)]
    [InlineData("2.0", HttpProtocols.Http2)]
    public async Task InterceptedTunnel_AndWhatGoesOnInIt(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Proxy.Server.Flows);
        using (HttpClient client = proxy.Client())
        {
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("hello")));
            Assert.Equal("hello", await response.Content.ReadAsStringAsync().WithinStep());
        }

        List<FlowEvent> events = await EndAsync(proxy.Proxy, follower, flows: 2);
        Assert.Contains(events, happened => happened is FlowAnnotated { FlowId: 1, ClientTls: not null });
        Assert.Contains(events, happened => happened is OriginAttached { FlowId: 2, Tls: not null });
        Assert.Equal("hello", Text(events, BodySide.Response));
    }

    [Fact]
    public async Task WebSocket_HasItsMessages()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.UseWebSockets().Run(EchoMessageAsync));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        using (ClientWebSocket socket = await DotNetClient.ConnectAsync(proxy, $"ws://{origin.Authority}/echo", null))
        {
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            byte[] buffer = new byte[100];
            await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WithinStep();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", TestContext.Current.CancellationToken).WithinStep();
        }

        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);
        FlowMessage[] messages =
            [.. events.OfType<MessageRecorded>().Select(recorded => recorded.Message).OrderBy(message => message.Number)];
        Assert.Equal(["hello", "hello"], messages.Where(message => message.Kind == MessageKind.Text).Select(message => message.Text));
        Assert.Equal(2, messages.Count(message => message.Kind == MessageKind.Close));
    }

    [Fact]
    public async Task Refusal_HasItsCode()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await proxy.ExchangeAsync("GET http://localhost.invalid:1/ HTTP/1.1\r\nHost: localhost.invalid:1\r\n\r\n");
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);

        Assert.Equal("dns_failed", events.OfType<FlowEnded>().Single().ErrorCode);
        Assert.Equal(502, events.OfType<FlowAnnotated>().Last().AnsweredStatus);
        Assert.Null(events.OfType<ResponseHeadRecorded>().Single().Response);
    }

    [Fact]
    public async Task Retry_AttachesAnotherConnection()
    {
        int connections = 0;
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            bool isFirst = Interlocked.Increment(ref connections) == 1;
            await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
            if (isFirst)
            {
                // The connection is kept, and breaks when it is used again.
                await peer.ReadRequestAsync();
                peer.Reset();
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        string request = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        Assert.Equal(200, (await proxy.ExchangeAsync(request)).Status);
        await proxy.FlowAsync();
        await Eventually.HoldsAsync(() => proxy.Server.IdleOriginConnections == 1, () => "the connection is not kept");
        Assert.Equal(200, (await proxy.ExchangeAsync(request)).Status);
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 2);

        Assert.Equal(2, events.Count(happened => happened is OriginAttached { FlowId: 2 }));
    }

    [Fact]
    public async Task HandlerThatAnswers_IsNamed()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.Handlers.Use("mock", (_, _) => new ValueTask<Verdict>(Verdict.Respond(203, Body.Text("made"))));
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await proxy.ExchangeAsync("GET http://origin.invalid/ HTTP/1.1\r\nHost: origin.invalid\r\n\r\n");
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);

        Assert.Equal("mock", events.OfType<RuleApplied>().Single().Name);
        Assert.Equal(203, events.OfType<ResponseHeadRecorded>().Last().Response!.Status);
        Assert.True(events.OfType<FlowAnnotated>().Last().Modified);
        Assert.Equal("made", Text(events, BodySide.Response));
    }

    [Fact]
    public async Task ChangedHeads_AreToldAsTheyWereSent()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Seen"] = "yes";
            return null;
        });
        proxy.Server.AddResponseInterceptor((response, _) =>
        {
            response.Status = 203;
            return response;
        });
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        List<FlowEvent> events = await EndAsync(proxy, follower, flows: 1);

        Assert.Contains(events.OfType<RequestHeadRecorded>().Last().Request.Headers, line => line.Key == "X-Seen");
        Assert.Equal(203, events.OfType<ResponseHeadRecorded>().Last().Response!.Status);
    }

    [Fact]
    public async Task ConsumerThatDoesNotRead_HoldsNoExchange_AndIsToldWhatItMissed()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using Follower follower = Follower.Of(proxy.Server.Flows, new FlowEventOptions { MaxEvents = 30 });
        string request = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        for (int round = 0; round < 20; round++)
        {
            Assert.Equal(200, (await proxy.ExchangeAsync(request)).Status);
            await proxy.FlowAsync(round);
        }

        Assert.True(proxy.Server.Flows.LostEventCount > 0);
        await proxy.Server.StopAsync();
        List<FlowEvent> events = await follower.RestAsync();
        HashSet<long> broken = [.. events.OfType<FlowEventsLost>().SelectMany(lost => lost.BrokenOffIds)];
        Assert.Equal(20, events.Count(happened => happened is FlowStarted) + events.OfType<FlowEventsLost>().Sum(lost => lost.Flows));
        HashSet<long> ended = [.. events.OfType<FlowEnded>().Select(end => end.FlowId)];
        Assert.All(events.OfType<FlowStarted>(), started => Assert.True(broken.Contains(started.FlowId) ^ ended.Contains(started.FlowId)));
    }

    private static async Task<List<FlowEvent>> EndAsync(RunningProxy proxy, Follower follower, int flows)
    {
        await proxy.FlowAsync(flows - 1);
        await proxy.Server.StopAsync();
        List<FlowEvent> events = await follower.RestAsync();
        EventsOfFlows.AssertWhole(proxy.Server.Flows, events);
        return events;
    }

    private static string Text(IEnumerable<FlowEvent> events, BodySide side) => string.Concat(events
        .OfType<BodyChunkRecorded>()
        .Where(chunk => chunk.Side == side)
        .Select(chunk => Encoding.ASCII.GetString(chunk.Bytes.Span)));

    private static async Task EchoAsync(HttpContext context) => await context.Request.Body.CopyToAsync(context.Response.Body);

    private static async Task EchoMessageAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[100];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, true, context.RequestAborted);
        await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", context.RequestAborted);
    }
}
