using Proximity.Content;
using Proximity.Flows;

namespace Proximity;

/// <content>The callbacks.</content>
public sealed partial class ProxyOptions
{
    /// <summary>
    /// The handlers that the proxy begins with: they are there before its port opens. More can be added while it runs
    /// (<c>ProxyServer.Handlers</c>).
    /// </summary>
    public HandlerCollection Handlers { get; }

    /// <summary>
    /// The content codings that can be taken off bodies beside gzip, deflate and br, or in their place. <c>UseZstd()</c> of the package
    /// <c>Proximity.Zstd</c> adds zstd. Default: none. A coding that is not known leaves bodies as they are.
    /// </summary>
    public IList<IContentCoding> ContentCodings { get; } = [];

    /// <summary>
    /// The most bytes of one body that a handler may hold, on the wire and decoded; the default is 16 MiB, 0 and less mean the default.
    /// </summary>
    public int MaxHeldBodyBytes
    {
        get => Limits.MaxHeldBodyBytesValue.Get();
        set => Limits.MaxHeldBodyBytesValue.SetFlat(value);
    }

    /// <summary>
    /// The most bytes of all bodies that are held at a time; the default is 256 MiB, less than <see cref="MaxHeldBodyBytes"/> means that.
    /// At the bound a handler waits, for as long as <see cref="Timeout"/> says.
    /// </summary>
    public long MaxHeldBytes
    {
        get => Limits.MaxHeldBytesValue.Get();
        set => Limits.MaxHeldBytesValue.SetFlat(value);
    }

    /// <summary>What becomes of a body that is longer than a handler may hold. Default: it passes unread.</summary>
    public HeldBodyOverflow HeldBodyOverflow
    {
        get => Limits.HeldBodyOverflowValue.Get();
        set => Limits.HeldBodyOverflowValue.SetFlat(value);
    }

    /// <summary>Called when a client has connected, before its first byte is read; null for none.</summary>
    public Func<ClientSocket, ValueTask>? OnConnect { get; set; }

    /// <summary>
    /// Called when a request head was parsed, before its flow exists; null for none. Changes made to the request go out, except to a
    /// CONNECT.
    /// </summary>
    public Func<ProxyRequest, ValueTask>? OnRequest { get; set; }

    /// <summary>
    /// Called when a response head was parsed, or a tunnel stands; the flow is null when recording is off. Null for none.
    /// </summary>
    public Func<ProxyResponse, Flow?, ValueTask>? OnResponse { get; set; }

    /// <summary>Called when a flow was created; null for none.</summary>
    public Func<Flow, ValueTask>? OnFlowRecord { get; set; }

    /// <summary>Called when an exchange has ended, well or badly, with its completed flow; null for none.</summary>
    public Func<Flow, ValueTask>? OnFlowCompleted { get; set; }

    /// <summary>
    /// Called when a connection has switched to WebSocket, before any message is relayed; null for none. The connection may be kept, to
    /// send messages of one's own at any time.
    /// </summary>
    public Func<WebSocketConnection, ValueTask>? OnWebSocketOpen { get; set; }

    /// <summary>
    /// Called with every whole text and binary message of a WebSocket connection, before it is passed on; it may be changed or dropped.
    /// Null for none.
    /// </summary>
    public Func<WebSocketMessage, WebSocketConnection, ValueTask>? OnWebSocketMessage { get; set; }

    /// <summary>Called with every operational error; null for none. What it throws is logged and goes no further.</summary>
    public Func<ProxyError, ValueTask>? OnError { get; set; }
}
