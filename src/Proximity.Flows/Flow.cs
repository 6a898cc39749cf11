namespace Proximity.Flows;

/// <summary>The record of one exchange. It is updated in place while the exchange goes on, and may be read from any thread meanwhile.</summary>
/// <remarks>One thread at a time writes. Every property is read whole, never half of an old value and half of a new one; two properties read one after the other may be of different moments.</remarks>
public sealed class Flow
{
    private long id;
    private ProxyRequest request;
    private ProxyResponse? response;
    private long durationTicks;
    private TimingsRecord? timings;
    private volatile bool completed;
    private long requestBytes;
    private long responseBytes;
    private WebSocketRecord? webSocket;

    /// <param name="timestamp">In local time with its offset: files show its clock reading as it is.</param>
    /// <param name="clientIP">The client's address.</param>
    /// <param name="request">The request as received.</param>
    internal Flow(DateTimeOffset timestamp, string clientIP, ProxyRequest request)
    {
        Timestamp = timestamp;
        ClientIP = clientIP;
        this.request = request;
    }

    /// <summary>The flow's number, from 1, in the order recorded.</summary>
    public long Id { get => Volatile.Read(ref id); internal set => Volatile.Write(ref id, value); }

    /// <summary>When the request head was parsed.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The client's address.</summary>
    public string ClientIP { get; }

    /// <summary>The request; an interceptor's replacement once there is one.</summary>
    public ProxyRequest Request { get => Volatile.Read(ref request); internal set => Volatile.Write(ref request, value); }

    /// <summary>The response, or null while, or because, none arrived. For a CONNECT that stands it is made up: <c>HTTP/1.1 200 Connection Established</c>.</summary>
    public ProxyResponse? Response { get => Volatile.Read(ref response); internal set => Volatile.Write(ref response, value); }

    /// <summary>From the request head to the last response byte; zero while the exchange goes on.</summary>
    public TimeSpan Duration
    {
        get => new(Volatile.Read(ref durationTicks));
        internal set => Volatile.Write(ref durationTicks, value.Ticks);
    }

    /// <summary>The parts of <see cref="Duration"/>.</summary>
    public FlowTimings Timings
    {
        get => Volatile.Read(ref timings)?.Value ?? default;
        internal set => Volatile.Write(ref timings, new TimingsRecord(value));
    }

    /// <summary>The <c>host:port</c> of the CONNECT in whose tunnel the exchange took place; null outside of one.</summary>
    public string? Tunnel { get; internal set; }

    /// <summary>The client's TLS, where the proxy opened it; null where it did not, and in clear.</summary>
    public FlowTls? ClientTls { get; internal set; }

    /// <summary>The TLS that the proxy made with the origin; null without, and before.</summary>
    public FlowTls? OriginTls { get; internal set; }

    /// <summary>Where the client's HTTP/2 request travelled; null for one of HTTP/1.</summary>
    public StreamIdentity? ClientStream { get; internal set; }

    /// <summary>The HTTP/2 connection to the origin, whose streams are not known; null for one of HTTP/1, and before there is any.</summary>
    public StreamIdentity? OriginStream { get; internal set; }

    /// <summary>
    /// Why a tunnel was relayed untouched although interception is on: <c>host_rule</c>, <c>callback</c>, <c>client_rejected_certificate</c>, <c>application_protocol</c>,
    /// <c>malformed_client_hello</c> or <c>other_protocol</c>. Null for every other exchange.
    /// </summary>
    public string? PassedThrough { get; internal set; }

    /// <summary>True once heads went through the interceptor stage; never for CONNECT.</summary>
    public bool Intercepted { get; internal set; }

    /// <summary>True when an interceptor returned a replacement.</summary>
    public bool Modified { get; internal set; }

    /// <summary>True once the exchange has ended, well or badly. It is set last: who reads true reads the final values of the rest.</summary>
    public bool Completed { get => completed; internal set => completed = value; }

    /// <summary>Why the exchange failed, one of the stable error codes; null while it goes on and when it went well.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>Bytes received from the client on the wire: head, framing and body; in a tunnel, the tunnelled bytes as well.</summary>
    public long RequestBytes { get => Volatile.Read(ref requestBytes); internal set => Volatile.Write(ref requestBytes, value); }

    /// <summary>Bytes sent to the client on the wire: heads, framing and body; in a tunnel, the tunnelled bytes as well.</summary>
    public long ResponseBytes { get => Volatile.Read(ref responseBytes); internal set => Volatile.Write(ref responseBytes, value); }

    /// <summary>What passed through the WebSocket connection that the exchange became; null when it did not become one.</summary>
    public WebSocketRecord? WebSocket { get => Volatile.Read(ref webSocket); internal set => Volatile.Write(ref webSocket, value); }

    /// <summary>Forty bytes are not written in one go; a reference to them is.</summary>
    private sealed record TimingsRecord(FlowTimings Value);
}
