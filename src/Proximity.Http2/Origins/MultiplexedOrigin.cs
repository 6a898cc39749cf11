using System.Net;
using System.Net.Security;
using System.Text;
using Proximity.Flows;
using Proximity.Http2.Rendering;
using Proximity.Wires;

namespace Proximity.Http2.Origins;

/// <summary>
/// One HTTP/2 connection to an origin: a handler of .NET's HTTP client that is given this one connection and no other. The bound on streams
/// is the origin's; .NET would queue what exceeds it, so no wire is opened beyond it, and only one before the origin has named it.
/// </summary>
#pragma warning disable CA1001 // It ends by TryEnd or Abort.
internal sealed class MultiplexedOrigin : Http2Origin
#pragma warning restore CA1001
{
    /// <summary>The most streams at a time, where the origin names no limit.</summary>
    private const int MostStreams = 1000;

    private const int WindowBytes = 256 * 1024;

    private readonly Wire wire;
    private readonly Http2Settings settings;
    private readonly HttpMessageInvoker invoker;
    private readonly Lock gate = new();
    private Stream? handedOver;
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<OriginStreamWire> openWires = [];
    private int maxStreams = 1;
    private bool isEnded;
    private volatile bool isGoingAway;
    private volatile bool requiresHttp11;
    private bool? takesExtendedConnect;
    private long receivedCount;
    private int http11ResetCount;

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

    public override Task Settled => settled.Task;

    public override bool? TakesExtendedConnect => takesExtendedConnect;

    public override bool IsUsable => !isGoingAway;

    /// <summary>True when the origin went away because it wants HTTP/1.1 instead (HTTP_1_1_REQUIRED, RFC 9113 §7).</summary>
    public bool RequiresHttp11 => requiresHttp11;

    /// <summary>
    /// How often something came from the origin: a request during which that does not move has met a dead connection, for all one knows.
    /// </summary>
    public long ReceivedCount => Volatile.Read(ref receivedCount);

    /// <summary>How many streams the origin has reset with HTTP_1_1_REQUIRED.</summary>
    public int Http11ResetCount => Volatile.Read(ref http11ResetCount);

    public override Wire? TryOpen()
    {
        lock (gate)
        {
            // The first wire is always given: an origin that admits none lets it wait, and time-outs decide.
            if (isGoingAway || isEnded || openWires.Count >= Math.Clamp(maxStreams, 1, MostStreams))
            {
                return null;
            }

            var opened = new OriginStreamWire(this, settings);
            openWires.Add(opened);
            return opened;
        }
    }

    public override bool TryEnd()
    {
        lock (gate)
        {
            if (openWires.Count > 0)
            {
                return false;
            }

            if (isEnded)
            {
                return true;
            }

            isEnded = true;
        }

        GoAway();
        invoker.Dispose();
        wire.Close();
        return true;
    }

    public override void Abort()
    {
        lock (gate)
        {
            isEnded = true;
        }

        GoAway();
        invoker.Dispose();
        wire.Abort();
    }

    /// <summary>Something came from the origin.</summary>
    public void NoteReceived() => Interlocked.Increment(ref receivedCount);

    /// <summary>The origin reset a stream.</summary>
    public void NoteReset(ResetCode reason)
    {
        if (reason == ResetCode.Http11Required)
        {
            Interlocked.Increment(ref http11ResetCount);
        }
    }

    /// <summary>The origin's SETTINGS came, the first or later ones.</summary>
    /// <param name="streams">How many streams it admits at a time; null when they do not say.</param>
    /// <param name="extendedConnect">Whether it takes extended CONNECTs; null when they do not say.</param>
    public void Settle(uint? streams, bool? extendedConnect)
    {
        lock (gate)
        {
            bool isFirst = !settled.Task.IsCompleted;
            maxStreams = streams is { } named ? (int)Math.Min(named, MostStreams) : isFirst ? MostStreams : maxStreams;
            takesExtendedConnect = extendedConnect ?? takesExtendedConnect ?? false;
        }

        settled.TrySetResult();
    }

    /// <summary>The origin said that it takes no further streams.</summary>
    public void GoAway(ResetCode reason)
    {
        requiresHttp11 |= reason == ResetCode.Http11Required;
        GoAway();
    }

    /// <summary>No further streams: the origin said so, or its connection has ended.</summary>
    public void GoAway()
    {
        bool isUnused;
        lock (gate)
        {
            isUnused = !isGoingAway && !isEnded && openWires.Count == 0;
            isGoingAway = true;
        }

        settled.TrySetResult();
        if (isUnused && WhenUnused is { } tell)
        {
            // Never within the read that brought the news: ending the connection takes the HTTP client apart.
            ThreadPool.UnsafeQueueUserWorkItem(static action => action(), tell, preferLocal: false);
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        => invoker.SendAsync(request, cancellationToken);

    /// <summary>The origin has asked whether we are there: its streams are in use, though nothing moves in them.</summary>
    public void NotePing()
    {
        lock (gate)
        {
            openWires.ForEach(static opened => opened.OnLife?.Invoke());
        }
    }

    /// <summary>A wire was closed.</summary>
    public void Release(OriginStreamWire closed)
    {
        lock (gate)
        {
            openWires.Remove(closed);
            if (openWires.Count > 0)
            {
                return;
            }
        }

        WhenUnused?.Invoke();
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

    /// <summary>
    /// There is one connection to give. When the handler asks for another, the first is gone: the request was not sent, and the engine
    /// knows what to do.
    /// </summary>
    private ValueTask<Stream> HandOverAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref handedOver, null) is { } stream)
        {
            return new ValueTask<Stream>(stream);
        }

        GoAway();
        throw requiresHttp11 ? new InexpressibleException() : new UnprocessedException();
    }
}
