using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proximity.Wires;

namespace Proximity.Http2.Clients;

/// <summary>The half that clients see: Kestrel's HTTP/2, fed with connections from memory. It starts with the first one.</summary>
internal sealed class ClientServer(Http2Settings settings) : IAsyncDisposable
{
    /// <summary>The most streams of one connection at a time; Kestrel refuses more, after SETTINGS has named the limit.</summary>
    private const int MaxStreams = 100;

    /// <summary>What a client may send before it is read: per stream, and in all streams of a connection.</summary>
    private const int StreamWindowBytes = 256 * 1024;
    private const int ConnectionWindowBytes = 1024 * 1024;

    private readonly MemoryListener listener = new();
    private readonly SemaphoreSlim starting = new(1);
    private KestrelServer? server;
    private bool isEnded;

    /// <summary>Completes when the connection has ended.</summary>
    public async Task ServeAsync(Http2Client client, long connectionId)
    {
        await using var connection = new ClientConnectionContext(client, connectionId, settings);
        if (!await TryStartAsync().ConfigureAwait(false) || !listener.TryAdd(connection))
        {
            connection.Abort();
            return;
        }

        using (client.Draining.UnsafeRegister(static state => ((ClientConnectionContext)state!).Drain(), connection))
        {
            await connection.Ended.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await starting.WaitAsync().ConfigureAwait(false);
        try
        {
            isEnded = true;
            if (server is { } running)
            {
                // A token that is cancelled already: connections are aborted, not waited for.
                await running.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
                running.Dispose();
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private async ValueTask<bool> TryStartAsync()
    {
        await starting.WaitAsync().ConfigureAwait(false);
        try
        {
            if (server is null && !isEnded)
            {
                server = new KestrelServer(Options.Create(ServerOptions()), listener, NullLoggerFactory.Instance);
                await server.StartAsync(new StreamApplication(settings), CancellationToken.None).ConfigureAwait(false);
            }

            return !isEnded;
        }
        finally
        {
            starting.Release();
        }
    }

    private KestrelServerOptions ServerOptions()
    {
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            RequestHeaderEncodingSelector = _ => Encoding.Latin1,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = settings.HeadLimits.MaxBytes;
        limits.MaxRequestHeadersTotalSize = settings.HeadLimits.MaxBytes;
        limits.MaxRequestHeaderCount = settings.HeadLimits.MaxFields;
        limits.Http2.MaxRequestHeaderFieldSize = settings.HeadLimits.MaxBytes;
        limits.KeepAliveTimeout = OrForEver(settings.Silence);
        limits.RequestHeadersTimeout = OrForEver(settings.HeadTime);
        limits.Http2.MaxStreamsPerConnection = MaxStreams;
        limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;

        // The pace of bodies is watched by the exchange, as for every client.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        options.Listen(new IPEndPoint(IPAddress.None, 0), listen => listen.Protocols = HttpProtocols.Http2);
        return options;
    }

    private static TimeSpan OrForEver(TimeSpan time) => time > TimeSpan.Zero ? time : Timeout.InfiniteTimeSpan;
}
