using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Proximity.Http2.Tests.Rig;
using Proximity.Wires;

namespace Proximity.Http2.Tests;

/// <summary>WebSocket through a stream (RFC 8441), to origins that know it and such of HTTP/1.1.</summary>
public class WebSocketTests
{
    /// <summary>A close frame with the code 1000, under a mask of zeros.</summary>
    private static readonly byte[] CloseFrame = [0x88, 0x82, 0, 0, 0, 0, 3, 0xE8];

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task Messages_GoBothWaysUntilTheClose(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application =>
        {
            application.UseWebSockets();
            application.Run(async context =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("chat");
                byte[] buffer = new byte[1000];
                while (await socket.ReceiveAsync(buffer, Limits.Token) is { MessageType: not WebSocketMessageType.Close } part)
                {
                    await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, Limits.Token);
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Limits.Token);
            });
        });
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker invoker = proxy.NewClient();
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = HttpVersion.Version20;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.AddSubProtocol("chat");

        await client.ConnectAsync(new Uri($"ws://{origin.Authority(kind)}/talk"), invoker, Limits.Token);
        byte[] buffer = new byte[1000];
        foreach (string text in (string[])["one", "two"])
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Limits.Token);
            ValueWebSocketReceiveResult received = await client.ReceiveAsync(buffer.AsMemory(), Limits.Token);
            Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Limits.Token);
        Assert.Equal("chat", client.SubProtocol);
        Assert.Equal("bye", client.CloseStatusDescription);
        await proxy.EndedAsync();
        Assert.Null(proxy.Flows.Single().ErrorCode);
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    public async Task Refusal_ReachesTheClientAsAResponse(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("no");
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker invoker = proxy.NewClient();
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = HttpVersion.Version20;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(
            () => client.ConnectAsync(new Uri($"ws://{origin.Authority(kind)}/"), invoker, Limits.Token));

        Assert.Equal(HttpStatusCode.Forbidden, client.HttpStatusCode);
    }

    /// <summary>Chromium ends its direction with its close frame.</summary>
    [Fact]
    public async Task ClientThatEndsBehindItsCloseFrame_StillGetsTheOrigins()
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application =>
        {
            application.UseWebSockets();
            application.Run(async context =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.ReceiveAsync(new byte[100].AsMemory(), Limits.Token);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Limits.Token);
            });
        });
        await using var proxy = new TestProxy(OriginKind.Http2Tls);
        Wire client = await OpenAsync(proxy, origin);
        await client.WriteAsync(CloseFrame);
        client.ShutdownWrite();
        Assert.Equal([0x88, 5, 3, 0xE8, (byte)'b', (byte)'y', (byte)'e'], await ReadToEndAsync(client));
        await proxy.EndedAsync();
        Assert.Null(proxy.Flows.Single().ErrorCode);
    }

    [Fact]
    public async Task OriginThatIsSilentBehindAClientThatHasEnded_IsLeftAfterTwoSeconds()
    {
        var left = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application =>
        {
            application.UseWebSockets();
            application.Run(async context =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                context.RequestAborted.Register(left.SetResult);
                await left.Task;
            });
        });
        var time = new FakeTimeProvider();

        // Minutes pass in a moment, and the proxy may not have taken note of the switch by then: no other time may run out.
        var options = new ProxyOptions
        {
            TimeProvider = time,
            Timeout = Timeout.InfiniteTimeSpan,
            TunnelTimeout = Timeout.InfiniteTimeSpan,
        };
        await using var proxy = new TestProxy(OriginKind.Http2Tls, options);
        Wire client = await OpenAsync(proxy, origin);
        client.ShutdownWrite();
        Task<byte[]> reading = ReadToEndAsync(client);
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Empty(await reading);
        await left.Task.WaitAsync(Limits.Token);
        await proxy.EndedAsync();
        Assert.Null(proxy.Flows.Single().ErrorCode);
    }

    /// <summary>A client of HTTP/1.1, whose handshake the origin has accepted.</summary>
    private static async Task<Wire> OpenAsync(TestProxy proxy, TestOrigin origin)
    {
        string authority = origin.Authority(OriginKind.Http2Tls);
        Wire client = proxy.NewHttp1Connection();
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, (await client.ReadAsync(one).AsTask().WaitAsync(Limits.Token)).Count);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        return client;
    }

    private static async Task<byte[]> ReadToEndAsync(Wire client)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[100];
        WireResult result;
        while ((result = await client.ReadAsync(buffer).AsTask().WaitAsync(Limits.Token)).Count > 0)
        {
            all.AddRange(buffer.AsSpan(0, result.Count));
        }

        Assert.Equal(WireError.None, result.Error);
        return [.. all];
    }
}
