using System.Net;
using System.Net.WebSockets;
using System.Text;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Connections that stop being HTTP.</summary>
public sealed class WebSocketTests
{
    [Fact]
    public async Task ClientWebSocket_EchoesThroughATunnel()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapEcho());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = new WebProxy(proxy.Url, BypassOnLocal: false);
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.ConnectAsync(new Uri($"ws://{origin.Authority}/ws"), enough.Token);
        byte[] answer = new byte[100_000];
        foreach (int size in (int[])[0, 1, 125, 126, 65_536])
        {
            byte[] message = Encoding.ASCII.GetBytes(new string('x', size));
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, enough.Token);
            int filled = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(answer.AsMemory(filled), enough.Token);
                filled += part.Count;
            }
            while (!part.EndOfMessage);
            Assert.Equal(message, answer[..filled]);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", enough.Token);
        Assert.Equal(WebSocketState.Closed, socket.State);
        Assert.Equal("CONNECT", (await proxy.FlowAsync()).Request.Method);
    }

    [Fact]
    public async Task UpgradeInAbsoluteForm_EchoesFrames()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapEcho());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(
            $"GET http://{origin.Authority}/ws HTTP/1.1\r\nHost: {origin.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        RawMessage switched = await client.ReadResponseAsync();
        Assert.Equal(101, switched.Status);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", switched.Value("Sec-WebSocket-Accept"));
        Assert.Equal("websocket", switched.Value("Upgrade"));
        Assert.Equal("Upgrade", switched.Value("Connection"), ignoreCase: true);
        await client.SendAsync("\u0081\u0082\0\0\0\0hi");
        Assert.Equal("\u0081\u0002hi", await client.ReadAsync(4));
        await client.SendAsync("\u0088\u0082\0\0\0\0\u0003\u00e8");
        Assert.Equal("\u0088\u0002\u0003\u00e8", await client.ReadToEndAsync());
        client.ShutdownSend();
        Flow flow = await proxy.FlowAsync();
        Assert.Equal(101, flow.Response?.Status);
        Assert.Null(flow.ErrorCode);
    }

    [Fact]
    public async Task BytesBehindThe101_ReachTheClientAndBytesGoBothWays()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: shout\r\nConnection: Upgrade\r\n\r\nHELLO");
            await peer.SendAsync((await peer.ReadUntilAsync("!")).ToUpperInvariant());
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nUpgrade: shout\r\nConnection: Upgrade\r\n\r\n");
        Assert.Equal(101, (await client.ReadResponseAsync()).Status);
        Assert.Equal("HELLO", await client.ReadAsync(5));
        await client.SendAsync("quiet!");
        Assert.Equal("QUIET!", await client.ReadToEndAsync());
        Assert.Equal("shout", Assert.Single(origin.Requests).Value("Upgrade"));
    }

    [Fact]
    public async Task OriginThatDeclinesTheUpgrade_IsAnOrdinaryExchange()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.ConnectAsync();
        for (int number = 0; number < 2; number++)
        {
            await client.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nUpgrade: shout\r\nConnection: Upgrade\r\n\r\n");
            Assert.Equal("no", (await client.ReadResponseAsync()).Body);
        }
    }
}
