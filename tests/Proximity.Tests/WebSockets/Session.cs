using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Proximity.Flows;
using Proximity.Tests.Server;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.WebSockets;

/// <summary>A WebSocket connection through a proxy, both ends in the test's hands, on a network in memory.</summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ProxyServer proxy;
    private readonly Listener listener;

    private Session(ProxyServer proxy, Listener listener, Wire client, Wire origin)
    {
        this.proxy = proxy;
        this.listener = listener;
        Client = client;
        Origin = origin;
    }

    public Wire Client { get; }

    public Wire Origin { get; }

    public ConcurrentQueue<ProxyError> Errors { get; private init; } = new();

    public Flow Flow => Assert.Single(proxy.Flows);

    public WebSocketRecord Record => Flow.WebSocket!;

    /// <summary>The recorded messages, a line each: number, direction, kind, length, text or bytes, and what is unusual.</summary>
    public string[] Lines => [.. Record.Messages.Select(Describe)];

    /// <param name="configure">Options; errors are kept in any case.</param>
    /// <param name="extensions">What the origin's answer says of extensions.</param>
    /// <param name="behind">What the origin sends right behind its answer.</param>
    public static async Task<Session> OpenAsync(Action<ProxyOptions>? configure = null, string? extensions = null, string behind = "")
    {
        var network = new MemoryNetwork();
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        var errors = new ConcurrentQueue<ProxyError>();
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            OnError = error =>
            {
                errors.Enqueue(error);
                return default;
            },
        };
        configure?.Invoke(options);
        ProxyServer proxy = await ProxyServer.StartAsync(options, new StrictNetwork(network), TestContext.Current.CancellationToken);
        Wire client = (await network.ConnectAsync(proxy.EndPoint, CancellationToken.None)).Wire!;
        await client.WriteAsync(Encoding.Latin1.GetBytes($"GET http://origin.test:{listener.EndPoint.Port}/chat HTTP/1.1\r\nHost: origin.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
        Wire origin = (await listener.AcceptAsync().AsTask().WaitAsync(Limit))!;
        await Harness.ReadUntilAsync(origin, "\r\n\r\n");
        string field = extensions is null ? "" : $"Sec-WebSocket-Extensions: {extensions}\r\n";
        await origin.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n{field}\r\n{behind}"));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        return new Session(proxy, listener, client, origin) { Errors = errors };
    }

    /// <summary>Sends bytes from one end and demands them at the other, unchanged.</summary>
    public static async Task PassAsync(Wire from, Wire to, params byte[] bytes)
    {
        await SendAsync(from, bytes);
        Assert.Equal(bytes, await ReadAsync(to, bytes.Length));
    }

    public static async Task SendAsync(Wire from, params byte[] bytes) => Assert.True((await from.WriteAsync(bytes).AsTask().WaitAsync(Limit)).IsOk);

    /// <summary>So many bytes; fewer when the end comes first.</summary>
    public static async Task<byte[]> ReadAsync(Wire wire, int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count && await wire.ReadAsync(bytes.AsMemory(filled)).AsTask().WaitAsync(Limit) is { Count: > 0 } read)
        {
            filled += read.Count;
        }

        return bytes[..filled];
    }

    /// <summary>Closes both ends in order and waits until the proxy has finished with the connection.</summary>
    public async Task EndAsync()
    {
        Client.ShutdownWrite();
        Origin.ShutdownWrite();
        await proxy.StopAsync(Limit);
        Assert.Equal(0, proxy.OutstandingBuffers);
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.StopAsync();
        listener.Close();
    }

    private static string Describe(RecordedWebSocketMessage message)
    {
        string says = message.Text ?? Convert.ToHexString(message.Payload.Span);
        string unusual = (message.IsTruncated ? " truncated" : "") + (message.IsComplete ? "" : " incomplete") + (message.IsEncoded ? " encoded" : "")
            + (message.Outcome == WebSocketOutcome.Passed ? "" : $" {message.Outcome}");
        return $"{message.Number} {message.Direction} {message.Kind} {message.Length} {message.CloseCode}{says}{unusual}";
    }
}
