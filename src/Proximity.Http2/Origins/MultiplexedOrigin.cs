using System.Net;
using System.Net.Security;
using System.Text;
using Proximity.Flows;
using Proximity.Http2.Rendering;
using Proximity.Wires;

namespace Proximity.Http2.Origins;

/// <summary>
/// One HTTP/2 connection to an origin: a handler of .NET's HTTP client that is given this one connection and no other. The bound on streams is the origin's; .NET would queue
/// what exceeds it, so no wire is opened beyond it.
/// </summary>
#pragma warning disable CA1001 // It ends with its last wire, or by Abort.
internal sealed class MultiplexedOrigin : Http2Origin
#pragma warning restore CA1001
{
    /// <summary>What the HTTP client supposes until the origin's SETTINGS have come.</summary>
    private const int SupposedStreams = 100;

    private const int WindowBytes = 256 * 1024;

    private readonly Wire wire;
    private readonly Http2Settings settings;
    private readonly HttpMessageInvoker invoker;
    private readonly Lock gate = new();
    private Stream? handedOver;
    private int openWires;
    private bool isEnded;
    private volatile bool isGoingAway;

    public MultiplexedOrigin(Wire wire, SslStream? tls, Http2Settings settings, long id)
    {
        this.settings = settings;
        this.wire = wire;
        handedOver = tls is null ? new WireStream(wire) : tls;
        Identity = new StreamIdentity(id, null);
        Scheme = tls is null ? "http" : "https";
        invoker = new HttpMessageInvoker(CreateHandler(), disposeHandler: true);
    }

    public IPEndPoint? RemoteEndPoint => wire.RemoteEndPoint;

    public StreamIdentity Identity { get; }

    /// <summary>The scheme of its requests: the one that belongs to the connection.</summary>
    public string Scheme { get; }

    /// <summary>How many streams the origin admits at a time.</summary>
    public int MaxStreams { get; set; } = SupposedStreams;

    /// <summary>True when the origin takes extended CONNECTs (RFC 8441 §3).</summary>
    public bool TakesExtendedConnect { get; set; }

    public override bool IsUsable => !isGoingAway;

    public override Wire? TryOpen()
    {
        lock (gate)
        {
            // The first wire is always given: an origin that admits none lets it wait, and time-outs decide.
            if (isGoingAway || isEnded || openWires >= Math.Max(1, MaxStreams))
            {
                return null;
            }

            openWires++;
            return new OriginStreamWire(this, settings);
        }
    }

    public override void Abort()
    {
        isGoingAway = true;
        lock (gate)
        {
            isEnded = true;
        }

        invoker.Dispose();
        wire.Abort();
    }

    /// <summary>No further streams: the origin said so, or its connection has ended.</summary>
    public void GoAway() => isGoingAway = true;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);

    /// <summary>A wire was closed. The connection ends with the last one.</summary>
    public void Release()
    {
        lock (gate)
        {
            if (--openWires > 0)
            {
                return;
            }
        }

        Abort();
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = HandOverAsync,
        EnableMultipleHttp2Connections = false,
        InitialHttp2StreamWindowSize = WindowBytes,
        MaxResponseHeadersLength = Math.Max(1, settings.HeadLimits.MaxBytes / 1024),
        PlaintextStreamFilter = (context, _) => new ValueTask<Stream>(new OriginFrames(context.PlaintextStream, this)),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        UseCookies = false,
        UseProxy = false,
    };

    /// <summary>There is one connection to give. When the handler asks for another, the first is gone: the request was not sent, and the engine knows what to do.</summary>
    private ValueTask<Stream> HandOverAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref handedOver, null) is { } stream)
        {
            return new ValueTask<Stream>(stream);
        }

        GoAway();
        throw new IOException("The origin's HTTP/2 connection takes no further streams.");
    }
}
