using System.Buffers;
using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.ObjectStore;
using Proximity.Flows;
using Proximity.Storage.Nats;

namespace Proximity.Stores;

/// <summary>
/// Flows as messages of a stream of NATS JetStream, version 2.9 of the server or later: each is there at least once, and once where the
/// server sees that it was sent again within ten minutes. Others read the stream; here flows only go in.
/// </summary>
/// <remarks>
/// The subject is <c>flows.PROXY.HOST</c>, the content what <see cref="FlowRecordCodec"/> writes. The bodies of a flow that would be too
/// large for a message are in an object store of the stream's name, and the headers <c>Flow-Request-Body</c> and
/// <c>Flow-Response-Body</c> name them.
/// </remarks>
public sealed class NatsFlowSink : IFlowStore
{
    /// <summary>The header that names the request's body in the object store.</summary>
    public const string RequestBodyHeader = "Flow-Request-Body";

    /// <summary>The header that names the response's body in the object store.</summary>
    public const string ResponseBodyHeader = "Flow-Response-Body";

    /// <summary>How many messages wait for their answers at once: one at a time is seven times slower.</summary>
    private const int InFlight = 64;

    /// <summary>What the headers of a message take at the most: a server counts them.</summary>
    private const int HeaderBytes = 1024;

    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private readonly NatsConnection connection;
    private readonly NatsJSContext stream;
    private readonly NatsFlowSinkOptions options;
    private readonly CancellationTokenSource closing = new();
    private INatsObjStore? objects;
    private int closed;

    private NatsFlowSink(NatsConnection connection, NatsFlowSinkOptions options)
    {
        this.connection = connection;
        this.options = options;
        stream = new NatsJSContext(connection);
    }

    /// <inheritdoc/>
    public FlowStoreCapabilities Capabilities { get; } = new()
    {
        Kind = "nats",
        IsDurable = true,
        CanRead = false,
        HasConcurrentReaders = true,
        HasConcurrentWriters = true,
        HasAnnotations = false,
    };

    /// <summary>Connects to a server, and makes the stream where there is none.</summary>
    /// <param name="url">The server, such as <c>nats://USER:PASSWORD@HOST:4222</c>, or several with commas between.</param>
    /// <param name="options">The stream; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="FlowStoreException">The server cannot be reached, has no JetStream, or does not make the stream.</exception>
    public static async Task<NatsFlowSink> OpenAsync(
        string url, NatsFlowSinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        NatsOpts connecting = NatsOpts.Default with { Url = url, Name = "proximity", MaxReconnectRetry = -1 };
        var opened = new NatsFlowSink(new NatsConnection(connecting), options ?? new NatsFlowSinkOptions());
        try
        {
            await opened.RunAsync(opened.PrepareAsync, cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch (FlowStoreException exception)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw NatsFailure.OfOpening(exception);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <returns>How many the stream did not have by then.</returns>
    public async ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(options);
        if (batch.Any(static record => record is null))
        {
            throw new ArgumentException("A batch has no places without a flow.", nameof(batch));
        }

        return await RunAsync(token => PublishAsync(batch, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => await RunAsync(
            async token =>
            {
                INatsJSStream known = await stream.GetStreamAsync(options.StreamName, null, token).ConfigureAwait(false);
                return new FlowStoreStatus { Count = (long)known.Info.State.Messages, Bytes = (long)known.Info.State.Bytes };
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default) => throw NotRead();

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default) => throw NotRead();

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default) => throw NotRead();

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
        => throw NotRead();

    /// <inheritdoc/>
    public ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default) => throw NotRead();

    /// <inheritdoc/>
    public ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default) => throw NotRead();

    /// <inheritdoc/>
    public ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default) => throw NotRead();

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default) => throw NotRead();

    /// <summary>Ends what is under way and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            await closing.CancelAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            closing.Dispose();
        }
    }

    private static NotSupportedException NotRead() => new("Flows only go into a stream of NATS: its consumers read it.");

    private async Task<int> PrepareAsync(CancellationToken cancellationToken)
    {
        await connection.ConnectAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.GetStreamAsync(options.StreamName, null, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.Code == 404)
        {
            var wanted = new StreamConfig(options.StreamName, [$"{options.SubjectPrefix}.*.*"])
            {
                MaxBytes = options.MaxBytes,
                MaxAge = options.MaxAge,
                Discard = StreamConfigDiscard.Old,
                Storage = StreamConfigStorage.File,

                // Longer than a batch is tried again.
                DuplicateWindow = TimeSpan.FromMinutes(10),
            };
            await stream.CreateStreamAsync(wanted, cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    private async Task<int> PublishAsync(IReadOnlyList<FlowRecord> batch, CancellationToken cancellationToken)
    {
        int added = 0;
        foreach (FlowRecord[] part in batch.Chunk(InFlight))
        {
            foreach (PubAckResponse answer in await SendAsync(part, cancellationToken).ConfigureAwait(false))
            {
                // What a full stream refuses is an answer, and no exception of its own. A flow that is there already is as it should be.
                if (!answer.Duplicate)
                {
                    answer.EnsureSuccess();
                    added++;
                }
            }
        }

        return added;
    }

    /// <returns>The server's answers.</returns>
    private async Task<PubAckResponse[]> SendAsync(FlowRecord[] part, CancellationToken cancellationToken)
    {
        List<Task<PubAckResponse>> sent = [];
        try
        {
            foreach (FlowRecord record in part)
            {
                sent.Add(await BeginPublishAsync(record, cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            // When one cannot be sent, those before it are waited for too: nothing is under way when this has ended.
            await ((Task)Task.WhenAll(sent)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await Task.WhenAll(sent).ConfigureAwait(false);
    }

    /// <returns>The task of the server's answer.</returns>
    private async Task<Task<PubAckResponse>> BeginPublishAsync(FlowRecord record, CancellationToken cancellationToken)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{record.Session:N}:{record.Flow.Id}");
        var headers = new NatsHeaders { ["Nats-Msg-Id"] = id };
        var content = new ArrayBufferWriter<byte>();
        FlowRecordCodec.Write(record, content);
        long room = (connection.ServerInfo?.MaxPayload ?? 1024 * 1024) - HeaderBytes;
        if (content.WrittenCount > room)
        {
            content = new ArrayBufferWriter<byte>();
            FlowRecordCodec.Write(record, content, withBodies: false);
            if (content.WrittenCount > room)
            {
                throw NatsFailure.TooLarge(record, content.WrittenCount, room);
            }

            string name = id.Replace(':', '.');
            FlowBody? answer = record.Flow.Response?.Body;
            await PutBodyAsync(headers, RequestBodyHeader, $"{name}.request", record.Flow.Request.Body, cancellationToken)
                .ConfigureAwait(false);
            await PutBodyAsync(headers, ResponseBodyHeader, $"{name}.response", answer, cancellationToken).ConfigureAwait(false);
        }

        return stream.PublishAsync(
            FlowSubject.Of(options.SubjectPrefix, record),
            content.WrittenMemory,
            NatsRawSerializer<ReadOnlyMemory<byte>>.Default,
            null,
            headers,
            cancellationToken).AsTask();
    }

    private async Task PutBodyAsync(NatsHeaders headers, string header, string name, FlowBody? body, CancellationToken cancellationToken)
    {
        if (body is not { KeptBytes: > 0 })
        {
            return;
        }

        // A bucket that is there stays as it is.
        objects ??= await new NatsObjContext(stream).CreateObjectStoreAsync(
            new NatsObjConfig(options.StreamName) { MaxAge = options.MaxAge, MaxBytes = options.MaxBytes }, cancellationToken)
            .ConfigureAwait(false);
        await objects.PutAsync(name, body.Bytes.ToArray(), cancellationToken).ConfigureAwait(false);
        headers[header] = name;
    }

    /// <summary>Does something in time, and says what goes wrong in the words of stores.</summary>
    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref closed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, cancellationToken);
        using var limit = new CancellationTokenSource(LongestWrite, TimeProvider.System);
        using CancellationTokenRegistration late = limit.Token.Register(either.Cancel);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not FlowStoreException && Volatile.Read(ref closed) != 0)
        {
            throw new ObjectDisposedException(nameof(NatsFlowSink), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NatsFailure.TooSlow(exception);
        }
        catch (Exception exception) when (NatsFailure.IsOne(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NatsFailure.Of(exception);
        }
    }
}
