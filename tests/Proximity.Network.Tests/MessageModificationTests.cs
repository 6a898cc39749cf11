using System.Threading.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>A flow whose messages handlers see is modified once one of these is, not before.</summary>
public sealed class MessageModificationTests
{
    private const HandlerNeeds Needs = HandlerNeeds.Messages;

    [Theory]
    [InlineData("watch", false, "a")]
    [InlineData("throw", false, "a")]
    [InlineData("change", true, "CHANGED")]
    [InlineData("drop", true)]
    [InlineData("insert", true, "own", "a")]
    public async Task Flow_IsModified_OnlyWhenAGrpcMessageWas(string act, bool isModified, params string[] answers)
    {
        await using NegotiatingOrigin origin = await MessageOrigins.StartGrpcAsync();
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            act,
            (exchange, next) =>
            {
                exchange.Messages.OnMessage(message => message.Direction == MessageDirection.ToOrigin ? default : Act(act, message));
                return next(exchange);
            },
            Needs);
        using HttpClient client = proxy.Client();
        Assert.Equal(answers, (await MessageOrigins.CallAsync(client, origin, isCompressed: false, "a")).Answers);
        Assert.Equal(isModified, (await proxy.FlowAsync("POST")).Modified);
    }

    [Theory]
    [MemberData(nameof(MessageTests.Streams), MemberType = typeof(MessageTests))]
    public async Task Flow_IsModified_OnceAnEventIs(string version, HttpProtocols protocols, bool isCoded)
    {
        var events = Channel.CreateUnbounded<string>();
        await using NegotiatingOrigin origin = await MessageOrigins.StartEventsAsync(protocols, events.Reader, isCoded);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            "edit",
            (exchange, next) =>
            {
                exchange.Messages.OnMessage(message => Act(message.Text, message));
                return next(exchange);
            },
            Needs);
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/"));
        await using EventReader reader = await EventReader.OpenAsync(response, isCoded);
        events.Writer.TryWrite("data: watch\n\n");
        Assert.Equal(["data: watch"], await reader.BlockAsync());
        Flow flow = proxy.Proxy.Server.Flows.Single(known => known.Request.Method == "GET");
        Assert.False(flow.Modified);
        events.Writer.TryWrite("data: change\n\n");
        Assert.Equal(["data: CHANGED"], await reader.BlockAsync());
        events.Writer.Complete();
        Assert.True((await proxy.FlowAsync("GET")).Modified);
    }

    private static ValueTask Act(string act, ExchangeMessage message)
    {
        switch (act)
        {
            case "throw":
                message.Text = "not to be seen";
                throw new InvalidOperationException("on purpose");
            case "change":
                message.Text = "CHANGED";
                break;
            case "drop":
                message.Drop();
                break;
            case "insert":
                message.InsertBefore(ExchangeMessage.OfBytes("own"u8.ToArray()));
                break;
        }

        return default;
    }
}
