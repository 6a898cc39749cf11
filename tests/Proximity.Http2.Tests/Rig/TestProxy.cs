using System.Net;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Hosting;
using Proximity.Http2.Rendering;
using Proximity.Serving;
using Proximity.Wires;

namespace Proximity.Http2.Tests.Rig;

/// <summary>
/// The engine between a client and an origin, without sockets to the client and without TLS to it: the client's bytes go through memory,
/// and say HTTP/2 or HTTP/1.1 as the test wants.
/// </summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource drain = new();
    private readonly List<Task> serving = [];
    private readonly NestedConnections nested = new();
    private readonly SemaphoreSlim exchangesEnded = new(0);

    public TestProxy(OriginKind kind, ProxyOptions? options = null)
    {
        options ??= new ProxyOptions();
        options.Logger ??= Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        options.OnError = error =>
        {
            lock (Errors)
            {
                Errors.Add(error);
            }

            return ValueTask.CompletedTask;
        };
        Network = new OriginNetwork(kind, () => Session!);
        Services = ServicesBuilder.Build(options, Flows, Network);
        Session = ((IHttp2Starter)Http2Engine.Create()).Start(
            new Http2Settings(Services.HeadLimits, options.Timeout, options.HeadTimeout, Services.Buffers)
            {
                TimeProvider = options.TimeProvider,
            });
    }

    public ExchangeServices Services { get; }

    public Http2Session Session { get; }

    public OriginNetwork Network { get; }

    public FlowTable Flows { get; } = new(1000);

    public List<ProxyError> Errors { get; } = [];

    /// <summary>A client of HTTP/2, on a connection of its own.</summary>
    public HttpMessageInvoker NewClient(int windowBytes = 64 * 1024) => new(new SocketsHttpHandler
    {
        ConnectCallback = (_, _) => new ValueTask<Stream>(new WireStream(NewConnection(windowBytes))),
        UseCookies = false,
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
    });

    /// <summary>The client's end of a connection on which HTTP/2 is awaited.</summary>
    public Wire NewConnection(int windowBytes = 64 * 1024)
    {
        (MemoryWire client, MemoryWire proxy) = MemoryWire.CreatePair(windowBytes);
        var served = new Http2Client(proxy, IsTls: false)
        {
            ServeStreamAsync = ServeAsync,
            Draining = drain.Token,
            OnPing = nested.NoteLife,
        };
        serving.Add(Task.Run(() => Session.ServeClientAsync(served)));
        return client;
    }

    /// <summary>The client's end of a connection on which HTTP/1.1 is awaited.</summary>
    /// <param name="wrap">What the proxy's end is made into; null to leave it as it is.</param>
    public Wire NewHttp1Connection(Func<Wire, Wire>? wrap = null)
    {
        (MemoryWire client, MemoryWire proxy) = MemoryWire.CreatePair();
        serving.Add(Task.Run(() => ServeAsync(wrap?.Invoke(proxy) ?? proxy, CancellationToken.None)));
        return client;
    }

    /// <summary>Ends when one more exchange has, with its flow.</summary>
    public Task EndedAsync() => exchangesEnded.WaitAsync(Limits.Token);

    public void Drain() => drain.Cancel();

    /// <summary>Ends when every client's connection has.</summary>
    public Task AllServed() => Task.WhenAll(serving);

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        Services.Origins.Close();
        Services.Clock.Dispose();
        drain.Dispose();
        nested.Dispose();
        exchangesEnded.Dispose();
    }

    public static HttpRequestMessage Request(HttpMethod method, string authority, string path, HttpContent? content = null)
        => new(method, $"http://{authority}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };

    private async Task ServeAsync(Wire wire, CancellationToken lost)
    {
        using var connection = new ClientConnection(Services, wire);
        nested.Add(connection);
        await using (lost.UnsafeRegister(static state => ((ClientConnection)state!).Leave(), connection))
        {
            await connection.RunAsync(refusal: null);
            nested.Remove(connection);
            exchangesEnded.Release();
        }
    }
}
