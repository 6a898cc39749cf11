using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WebSockets;

/// <summary>Node's ws client against Kestrel, and .NET's client against Node's ws origin: recorded only, and with callbacks that change messages.</summary>
public sealed class WebSocketMessageTests
{
    private const int MiB = 1024 * 1024;

    /// <summary>How messages are compressed, and whether a callback is set.</summary>
    public static TheoryData<string, bool> Ways => new()
    {
        { "plain", false },
        { "takeover", false },
        { "alone", false },
        { "window", false },
        { "plain", true },
        { "takeover", true },
        { "alone", true },
        { "window", true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task NodeClient_AndKestrel(string compression, bool hasCallback)
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => MapEcho(application, compression));
        await using RunningProxy proxy = await StartAsync(hasCallback);
        string[] lines = await NodePeers.RunClientAsync(proxy, $"ws://{origin.Authority}/echo", $$"""
            { "compression": "{{compression}}", "expected": 6, "close": [4321, "bye"],
              "steps": [{ "text": "once upon a time" }, { "text": "once upon a time" }, { "ping": "there?" }, { "text": "change me" }, { "fragments": ["fragments ", "of ", "é"] },
                        { "text": "once upon a time" }, { "binary": {{16 * MiB}} }] }
            """);

        string changed = hasCallback ? "text CHANGED" : "text change me";
        Assert.Equal(["text once upon a time", "text once upon a time", changed, "text fragments of é", "text once upon a time"], lines.Where(line => line.StartsWith("text", StringComparison.Ordinal)));
        Assert.Equal(["pong there?", "pong between 1", "pong between 2"], lines.Where(line => line.StartsWith("pong", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.StartsWith($"binary {16 * MiB} ", StringComparison.Ordinal));
        Assert.Equal("close 4321 bye", lines[^1]);
        Assert.Equal(compression != "plain", lines[0].Contains("permessage-deflate", StringComparison.Ordinal));
        await AssertRecordedAsync(proxy, compression, hasCallback, pings: 3);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task DotNetClient_AndNode(string compression, bool hasCallback)
    {
        (Daemon daemon, int port) = await NodePeers.StartOriginAsync();
        await using Daemon origin = daemon;
        await using RunningProxy proxy = await StartAsync(hasCallback);
        using ClientWebSocket socket = await DotNetClient.ConnectAsync(proxy, $"ws://127.0.0.1:{port}/{compression}", DeflateOf(compression));
        byte[] large = new byte[16 * MiB];
        new Random(1).NextBytes(large.AsSpan(0, MiB));
        foreach (string text in (string[])["once upon a time", "once upon a time", "change me"])
        {
            await socket.SendAsync(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text));
        }

        await socket.SendAsync(WebSocketMessageType.Text, "fragments "u8.ToArray(), isEnd: false);
        await socket.SendAsync(WebSocketMessageType.Text, [.. "of "u8, 0xC3], isEnd: false);
        await socket.SendAsync(WebSocketMessageType.Text, [0xA9]);
        await socket.SendAsync(WebSocketMessageType.Text, "once upon a time"u8.ToArray());
        Task sending = socket.SendAsync(WebSocketMessageType.Binary, large);

        string changed = hasCallback ? "CHANGED" : "change me";
        foreach (string text in (string[])["once upon a time", "once upon a time", changed, "fragments of é", "once upon a time"])
        {
            Assert.Equal(text, Encoding.UTF8.GetString((await socket.ReceiveAsync()).Content));
        }

        Assert.True((await socket.ReceiveAsync()).Content.AsSpan().SequenceEqual(large), "the large message came back as another one");
        await sending;
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.CloseAsync((WebSocketCloseStatus)4321, "bye", enough.Token);
        Assert.Equal((4321, "bye"), ((int)socket.CloseStatus!, socket.CloseStatusDescription));
        await AssertRecordedAsync(proxy, compression, hasCallback, pings: 0);
    }

    [Fact]
    public async Task InvalidTextOfNodesClient_IsJudgedByKestrel_AndNoted()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => MapEcho(application, "plain"));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string[] lines = await NodePeers.RunClientAsync(proxy, $"ws://{origin.Authority}/echo", """{ "compression": "plain", "expected": 1, "close": [1000, ""], "steps": [{ "invalid": true }] }""");

        // Kestrel sends a close frame with 1007 and resets the connection behind it, which often overtakes it, without a proxy too.
        Assert.Matches("^close 100[67]", lines[^1]);
        Assert.DoesNotContain(lines, line => line.StartsWith("text", StringComparison.Ordinal));
        Assert.StartsWith("A text is not UTF-8", Assert.Single((await proxy.FlowAsync()).WebSocket!.Notes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvalidTextOfDotNetsClient_IsJudgedByNode_AndNoted()
    {
        (Daemon daemon, int port) = await NodePeers.StartOriginAsync();
        await using Daemon origin = daemon;
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using ClientWebSocket socket = await DotNetClient.ConnectAsync(proxy, $"ws://127.0.0.1:{port}/plain", null);
        await socket.SendAsync(WebSocketMessageType.Text, [0xC3, 0x28]);
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, socket.CloseStatus);
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, enough.Token);
        Assert.StartsWith("A text is not UTF-8", Assert.Single((await proxy.FlowAsync()).WebSocket!.Notes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvalidText_WithACallback_EndsTheConnectionFor_Both()
    {
        (Daemon daemon, int port) = await NodePeers.StartOriginAsync();
        await using Daemon origin = daemon;
        await using RunningProxy proxy = await StartAsync(hasCallback: true);
        using ClientWebSocket socket = await DotNetClient.ConnectAsync(proxy, $"ws://127.0.0.1:{port}/takeover", null);
        await socket.SendAsync(WebSocketMessageType.Text, [0xC3, 0x28]);
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, socket.CloseStatus);
        socket.Abort();
        Assert.Equal("websocket_protocol_error", (await proxy.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task InjectedMessages_AreReadByBothLibraries()
    {
        (Daemon daemon, int port) = await NodePeers.StartOriginAsync();
        await using Daemon origin = daemon;
        var opened = new TaskCompletionSource<WebSocketConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnWebSocketOpen = connection =>
        {
            opened.SetResult(connection);
            return default;
        });
        using ClientWebSocket socket = await DotNetClient.ConnectAsync(proxy, $"ws://127.0.0.1:{port}/takeover", DeflateOf("takeover"));
        WebSocketConnection connection = await opened.Task.WithinStep();
        Assert.True(await connection.SendTextAsync(WebSocketDirection.ToClient, "to the client", TestContext.Current.CancellationToken));
        Assert.Equal("to the client", Encoding.UTF8.GetString((await socket.ReceiveAsync()).Content));
        Assert.True(await connection.SendTextAsync(WebSocketDirection.ToOrigin, "to the origin and back", TestContext.Current.CancellationToken));
        Assert.Equal("to the origin and back", Encoding.UTF8.GetString((await socket.ReceiveAsync()).Content));
        await connection.CloseAsync(4000, "enough");
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync()).Type);
        Assert.Equal((4000, "enough"), ((int)socket.CloseStatus!, socket.CloseStatusDescription));
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, enough.Token);
        Flow flow = await proxy.FlowAsync();
        Assert.Null(flow.ErrorCode);
        Assert.False(connection.IsOpen);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("takeover")]
    [InlineData("alone")]
    public async Task WhatHandlersMakeOfMessages_IsReadByBothLibraries(string compression)
    {
        (Daemon daemon, int port) = await NodePeers.StartOriginAsync();
        await using Daemon origin = daemon;
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            options => options.Handlers.Use("change", ChangeMessages, HandlerNeeds.Messages));
        string url = $"ws://127.0.0.1:{port}/{compression}";
        using ClientWebSocket socket = await DotNetClient.ConnectAsync(proxy, url, DeflateOf(compression));
        foreach (string text in (string[])["once upon a time", "change me", "drop me", "once upon a time"])
        {
            await socket.SendAsync(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text));
        }

        foreach (string text in (string[])["once upon a time", "CHANGED", "and more", "once upon a time"])
        {
            Assert.Equal(text, Encoding.UTF8.GetString((await socket.ReceiveAsync()).Content));
        }

        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", enough.Token);
        Flow flow = await proxy.FlowAsync();
        Assert.Null(flow.ErrorCode);
        Assert.Empty(proxy.Errors.Items);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task WhatHandlersMakeOfMessages_GoesThroughStreamsToo(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.MapEcho());
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(
            configureProxy: options => options.Handlers.Use("change", ChangeMessages, HandlerNeeds.Messages));
        using var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy(proxy.Proxy.Url),
            SslOptions = proxy.ClientOptions(),
        };
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.ConnectAsync(new Uri($"wss://{origin.Authority}/ws"), invoker, enough.Token);
        await socket.SendAsync(WebSocketMessageType.Text, "change me"u8.ToArray());
        Assert.Equal("CHANGED", Encoding.UTF8.GetString((await socket.ReceiveAsync()).Content));
        Assert.Equal("and more", Encoding.UTF8.GetString((await socket.ReceiveAsync()).Content));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", enough.Token);
        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    private static ValueTask<Verdict> ChangeMessages(ExchangeContext exchange, ExchangeDelegate next)
    {
        exchange.Messages.OnMessage(message =>
        {
            if (message is { Direction: MessageDirection.ToOrigin, Text: "change me" })
            {
                message.Text = "CHANGED";
                message.InsertAfter(ExchangeMessage.OfText("and more"));
            }
            else if (message is { Direction: MessageDirection.ToClient, Text: "drop me" })
            {
                message.Drop();
            }

            return default;
        });
        return next(exchange);
    }

    private static Task<RunningProxy> StartAsync(bool hasCallback) => RunningProxy.StartAsync(options =>
    {
        options.OnWebSocketMessage = hasCallback ? ChangeAsync : null;

        static ValueTask ChangeAsync(WebSocketMessage message, WebSocketConnection connection)
        {
            if (message.Kind == WebSocketMessageKind.Text && message.Text == "change me")
            {
                message.Text = "CHANGED";
            }

            return default;
        }
    });

    /// <summary>Both directions of the conversation, as it was sent on.</summary>
    private static async Task AssertRecordedAsync(RunningProxy proxy, string compression, bool hasCallback, int pings)
    {
        Flow flow = await proxy.FlowAsync();
        WebSocketRecord record = flow.WebSocket!;
        Assert.Null(flow.ErrorCode);
        Assert.Empty(record.Notes);
        Assert.Contains(
            compression switch { "plain" => "", "alone" => "server_no_context_takeover", "window" => "server_max_window_bits=9", _ => "permessage-deflate" },
            flow.Response!.Headers["Sec-WebSocket-Extensions"] ?? "",
            StringComparison.Ordinal);
        string[] texts = ["once upon a time", "once upon a time", hasCallback ? "CHANGED" : "change me", "fragments of é", "once upon a time"];
        foreach (WebSocketDirection direction in Enum.GetValues<WebSocketDirection>())
        {
            var messages = record.Messages.Where(message => message.Direction == direction).ToList();
            Assert.Equal(texts, messages.Where(message => message.Kind == WebSocketMessageKind.Text).Select(message => message.Text));
            RecordedWebSocketMessage large = Assert.Single(messages, message => message.Kind == WebSocketMessageKind.Binary);
            Assert.Equal((16L * MiB, 64 * 1024, true), (large.Length, large.Payload.Length, large.IsComplete));
            RecordedWebSocketMessage close = Assert.Single(messages, message => message.Kind == WebSocketMessageKind.Close);
            Assert.Equal((4321, "bye"), (close.CloseCode!.Value, close.Text));
        }

        Assert.Equal(pings, record.Messages.Count(message => message is { Kind: WebSocketMessageKind.Ping, Direction: WebSocketDirection.ToOrigin }));
        Assert.Equal(hasCallback ? 1 : 0, record.Messages.Count(message => message.Outcome == WebSocketOutcome.Changed));
    }

    private static WebSocketDeflateOptions? DeflateOf(string compression) => compression switch
    {
        "plain" => null,
        "alone" => new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false },
        "window" => new WebSocketDeflateOptions { ClientMaxWindowBits = 10, ServerMaxWindowBits = 9 },
        _ => new WebSocketDeflateOptions(),
    };

    private static void MapEcho(WebApplication application, string compression)
    {
        application.UseWebSockets();
        application.Map("/echo", async (HttpContext context) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                DangerousEnableCompression = compression != "plain",
                DisableServerContextTakeover = compression == "alone",
                ServerMaxWindowBits = compression == "window" ? 9 : 15,
            });
            byte[] buffer = new byte[64 * 1024];
            ValueWebSocketReceiveResult part;
            while ((part = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
                await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
        });
    }
}
