using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Proximity.Http2.Tests.Rig;

namespace Proximity.Http2.Tests;

/// <summary>WebSocket through a stream (RFC 8441), to origins that know it and such of HTTP/1.1.</summary>
public class WebSocketTests
{
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
}
