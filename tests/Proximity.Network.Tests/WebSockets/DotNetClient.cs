using System.Net.Sockets;
using System.Net.WebSockets;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WebSockets;

/// <summary>.NET's client, which would tunnel; told to connect to the proxy and to think it the origin, it sends its handshake in origin form.</summary>
internal static class DotNetClient
{
    public static async Task<ClientWebSocket> ConnectAsync(RunningProxy proxy, string url, WebSocketDeflateOptions? deflate)
    {
        var socket = new ClientWebSocket();
        socket.Options.DangerousDeflateOptions = deflate;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await connection.ConnectAsync(proxy.EndPoint, cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        await socket.ConnectAsync(new Uri(url), invoker, enough.Token);
        return socket;
    }

    /// <summary>The next whole message.</summary>
    public static async Task<(WebSocketMessageType Type, byte[] Content)> ReceiveAsync(this ClientWebSocket socket)
    {
        using CancellationTokenSource enough = Limits.After(Limits.Program);
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), enough.Token);
            content.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return (part.MessageType, content.ToArray());
    }

    public static async Task SendAsync(this ClientWebSocket socket, WebSocketMessageType type, byte[] content, bool isEnd = true)
    {
        using CancellationTokenSource enough = Limits.After(Limits.Program);
        await socket.SendAsync(content, type, isEnd, enough.Token);
    }
}
