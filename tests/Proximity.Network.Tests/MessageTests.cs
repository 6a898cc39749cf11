using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Server-sent events and gRPC messages between real clients and origins: recorded as they pass, changed, dropped, sent.</summary>
public sealed class MessageTests
{
    private const HandlerNeeds Needs = HandlerNeeds.Messages;

    /// <summary>The client's version, what the origin speaks, and whether the stream is in gzip.</summary>
    public static TheoryData<string, HttpProtocols, bool> Streams
        => [.. from version in new[] { "1.1", "2.0" }
               from protocols in new[] { HttpProtocols.Http1, HttpProtocols.Http2 }
               from isCoded in new[] { false, true }
               select (version, protocols, isCoded)];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Events_AreRecordedAsTheyPass(string version, HttpProtocols protocols, bool isCoded)
    {
        var events = Channel.CreateUnbounded<string>();
        await using NegotiatingOrigin origin = await MessageOrigins.StartEventsAsync(protocols, events.Reader, isCoded);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/"));
        await using EventReader reader = await EventReader.OpenAsync(response, isCoded);
        events.Writer.TryWrite("id: 1\nevent: tick\ndata: one\n\n");
        Assert.Equal(["id: 1", "event: tick", "data: one"], await reader.BlockAsync());
        events.Writer.TryWrite(": nothing\n\n");
        Assert.Equal([": nothing"], await reader.BlockAsync());
        events.Writer.TryWrite("data: two\ndata: lines\n\n");
        Assert.Equal(["data: two", "data: lines"], await reader.BlockAsync());
        events.Writer.Complete();
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(
            ["1 ToClient ServerSentEvent tick 1 one Passed", "2 ToClient ServerSentEvent   two\nlines Passed"],
            flow.Messages.Select(Shown));
        Assert.Equal(2, flow.MessageCount);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Events_AreChangedDroppedAndSent(string version, HttpProtocols protocols, bool isCoded)
    {
        var events = Channel.CreateUnbounded<string>();
        ExchangeMessages? messages = null;
        await using NegotiatingOrigin origin = await MessageOrigins.StartEventsAsync(protocols, events.Reader, isCoded);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            "edit",
            (exchange, next) =>
            {
                messages = exchange.Messages;
                exchange.Messages.OnMessage(Edit);
                return next(exchange);
            },
            Needs);
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/"));
        await using EventReader reader = await EventReader.OpenAsync(response, isCoded);
        Assert.True(await messages!.WhenOpen.WithinStep());
        events.Writer.TryWrite("id:1\ndata:same\n\n");
        Assert.Equal(["id:1", "data:same"], await reader.BlockAsync());
        events.Writer.TryWrite("data: drop\n\nevent: e\ndata: change\n\n");
        Assert.Equal(["event: before", "data: first"], await reader.BlockAsync());
        Assert.Equal(["event: e", "data: CHANGE"], await reader.BlockAsync());
        Assert.Equal(["data: behind"], await reader.BlockAsync());
        Assert.True(await messages.SendAsync(MessageDirection.ToClient, ExchangeMessage.OfText("own")));
        Assert.Equal(["data: own"], await reader.BlockAsync());
        events.Writer.TryWrite("data: throw\n\n");
        Assert.Equal(["data: throw"], await reader.BlockAsync());
        events.Writer.Complete();
        await messages.WhenClosed.WithinStep();
        Assert.False(await messages.SendAsync(MessageDirection.ToClient, ExchangeMessage.OfText("late")));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(
            [
                "same Passed", "drop Dropped", "first Injected", "CHANGE Changed", "behind Injected", "own Injected", "throw Passed",
            ],
            flow.Messages.Select(message => $"{message.Text} {message.State}"));
        Assert.Equal("handler_failed", (await proxy.Proxy.ErrorAsync("handler_failed")).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GrpcMessages_AreRecorded_AndChangedBothWays(bool isCompressed)
    {
        await using NegotiatingOrigin origin = await MessageOrigins.StartGrpcAsync();
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            "edit",
            (exchange, next) =>
            {
                exchange.Messages.OnMessage(message =>
                {
                    message.Text += message.Direction == MessageDirection.ToOrigin ? ">" : "<";
                    return default;
                });
                return next(exchange);
            },
            Needs);
        using HttpClient client = proxy.Client();
        (List<string> answers, string status) = await MessageOrigins.CallAsync(client, origin, isCompressed, "a", "bc");
        Assert.Equal(["a><", "bc><"], answers);
        Assert.Equal("0", status);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal(
            ["ToClient Grpc a>< Changed", "ToClient Grpc bc>< Changed", "ToOrigin Grpc a> Changed", "ToOrigin Grpc bc> Changed"],
            flow.Messages.Select(GrpcShown).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GrpcMessages_AreRecordedUntouched(bool isCompressed)
    {
        await using NegotiatingOrigin origin = await MessageOrigins.StartGrpcAsync();
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        Assert.Equal(["a", "bc"], (await MessageOrigins.CallAsync(client, origin, isCompressed, "a", "bc")).Answers);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal(
            ["ToClient Grpc a Passed", "ToClient Grpc bc Passed", "ToOrigin Grpc a Passed", "ToOrigin Grpc bc Passed"],
            flow.Messages.Select(GrpcShown).Order(StringComparer.Ordinal));
    }

    private static ValueTask Edit(ExchangeMessage message)
    {
        switch (message.Text)
        {
            case "drop":
                message.Drop();
                break;
            case "change":
                message.InsertBefore(ExchangeMessage.OfEvent("first", "before"));
                message.Text = "CHANGE";
                message.InsertAfter(ExchangeMessage.OfText("behind"));
                break;
            case "throw":
                message.Text = "not to be seen";
                throw new InvalidOperationException("on purpose");
        }

        return default;
    }

    private static string Shown(FlowMessage message)
        => $"{message.Number} {message.Direction} {message.Kind} {message.EventType} {message.EventId} {message.Text} {message.State}";

    private static string GrpcShown(FlowMessage message)
        => $"{message.Direction} {message.Kind} {Encoding.UTF8.GetString(message.Payload.Span)} {message.State}";
}
