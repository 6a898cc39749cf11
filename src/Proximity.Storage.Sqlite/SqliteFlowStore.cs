using Proximity.Flows;
using Proximity.Storage.Sqlite;
using Proximity.Storage.Sqlite.Reading;
using Proximity.Storage.Sqlite.Writing;

namespace Proximity.Stores;

/// <summary>
/// Flows in a SQLite file: one process writes, any number read meanwhile, each seeing one state of it. What was taken is in the file when
/// <see cref="AppendAsync"/> returns, and outlasts the end of the process; when the machine loses its power, what came last may be missing.
/// </summary>
public sealed class SqliteFlowStore : IFlowStore
{
    private readonly string path;
    private readonly string openedAs;
    private readonly SqliteFlowStoreOptions options;
    private readonly WriterGate? writer;
    private readonly ConnectionPool readers;
    private readonly FlowSignal changed = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Task maintenance;
    private int closed;

    private SqliteFlowStore(string path, SqliteFlowStoreOptions options, WriterGate? writer)
    {
        this.path = path;
        this.options = options;
        this.writer = writer;
        openedAs = OpenStores.Resolve(path);
        OpenStores.Add(openedAs);
        readers = new ConnectionPool(path, options.TimeProvider);
        Capabilities = new FlowStoreCapabilities
        {
            Kind = "sqlite",
            IsDurable = true,
            HasTextIndex = writer?.HasText ?? options.HasTextIndex,
            HasConcurrentReaders = true,
            SharesBodies = true,
            SortFields = Enum.GetValues<FlowSortField>(),
            MaxBodyBytes = WriterBounds.Of(options).BodyBytes,
        };
        maintenance = writer is not null && options.MaxAge is not null ? Task.Run(Maintain) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public FlowStoreCapabilities Capabilities { get; }

    /// <summary>Opens a file, and makes it where there is none.</summary>
    /// <param name="path">The file. Beside it, <c>-wal</c>, <c>-shm</c> and <c>-lock</c> are added to its name.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="FlowStoreException">
    /// The file cannot be opened, is no store of flows or a newer one, or another writer has it.
    /// </exception>
    /// <exception cref="ArgumentException">There is a bound in bytes together with a text index.</exception>
    public static async Task<SqliteFlowStore> OpenAsync(
        string path, SqliteFlowStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SqliteFlowStoreOptions chosen = options ?? new SqliteFlowStoreOptions();
        if (chosen is { HasTextIndex: true, MaxBytes: not null })
        {
            throw new ArgumentException(
                "A file with a text index has no bound in bytes: what the index takes does not go with its flows at once.",
                nameof(options));
        }

        string file = Path.GetFullPath(path);
        return await Task.Run(() => Open(file, chosen), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(options);
        int added = await Write(file => Append(file, batch, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (added > 0)
        {
            changed.Raise();
        }

        return added;
    }

    /// <inheritdoc/>
    public ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        SortedScan.Check(query);
        return Read(connection => PageQuery.Run(connection, query, options.TimeProvider, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FlowIndexPage> IndexAsync(FlowQuery query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        SortedScan.Check(query);
        return Read(connection => PageQuery.Index(connection, query, limit, options.TimeProvider, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<FlowTally> TallyAsync(FlowQuery query, TimeSpan width, CancellationToken cancellationToken = default)
    {
        FlowTally.Check(query, width);
        FlowTally? counted = await Read(
            connection => PageQuery.Tally(connection, query, width, options.TimeProvider, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return counted ?? await FlowTally.OfPageAsync(this, query, width, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
        => Read(connection => new FlowLoader(connection).Find(sequence), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
        => Read(connection => new FlowLoader(connection).Find(session, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (count is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(count));
        }

        return Read<Stream?>(connection => Part(connection, sequence, side, offset, count), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(change);
        return new ValueTask<int>(Write(file => file.Annotate(sequences, change), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return new ValueTask<int>(Write(file => file.Erase(sequences), cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);
        var pruning = new Pruning(Writer(), readers);
        return await pruning.Run(retention, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        var watch = new FlowWatch(Scan, changed, options.TimeProvider, writer is not null, closing.Token);
        return watch.Run(afterSequence, filter, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => Read(StatusReader.Read, cancellationToken);

    /// <summary>Ends what is under way, empties the write-ahead log into the file and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) != 0)
        {
            return;
        }

        await closing.CancelAsync().ConfigureAwait(false);
        await maintenance.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await readers.Close().ConfigureAwait(false);
        if (writer is not null)
        {
            await writer.Close().ConfigureAwait(false);
            writer.Dispose();
        }

        OpenStores.Remove(openedAs);
        readers.Dispose();
        closing.Dispose();
    }

    /// <summary>True when a store of this process has a file open: nothing else may open and close it then.</summary>
    internal static bool IsOpen(string path) => OpenStores.Has(path);

    /// <summary>Asks the file in SQL, which can read only.</summary>
    /// <exception cref="FlowStoreException">The statement is not one that reads, or the file cannot be read.</exception>
    internal Task<SqlQuestion> AskAsync(string statement, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        return SqlQuestion.AskAsync(path, statement, options.TimeProvider, cancellationToken);
    }

    private static SqliteFlowStore Open(string path, SqliteFlowStoreOptions options)
    {
        if (Directory.Exists(path))
        {
            throw SqliteFailure.Folder(path);
        }

        if (!options.IsReadOnly)
        {
            WarmUp.Begin();
            return new SqliteFlowStore(path, options, WriterGate.Open(path, options));
        }

        if (!File.Exists(path))
        {
            throw SqliteFailure.NoFile(path);
        }

        // What is wrong with the file is said now, and not at the first question. That has the connection then: opening one takes as long
        // as a page.
        Connection first = Connection.Open(path, options.TimeProvider);
        try
        {
            var store = new SqliteFlowStore(path, options with { HasTextIndex = TextIndex.IsIn(first.Database) }, null);
            store.readers.Add(first);
            return store;
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>Stores a batch, and makes room behind it: a batch is smaller than what two transactions take out.</summary>
    private static int Append(
        FlowWriter file, IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return 0;
        }

        int added = file.Append(batch, options, cancellationToken);
        file.PruneBehind(batch.Count);
        return added;
    }

    private static MemoryStream? Part(Connection connection, long sequence, BodySide side, long offset, long? count)
        => new FlowLoader(connection).Part(sequence, side, offset, count) is { } part ? new MemoryStream(part, writable: false) : null;

    private Task<(FlowPage Page, long Position)> Scan(FlowQuery query, CancellationToken cancellationToken)
        => Read(connection => PageQuery.Scan(connection, query, options.TimeProvider, cancellationToken), cancellationToken).AsTask();

    private ValueTask<T> Read<T>(Func<Connection, T> work, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        return new ValueTask<T>(readers.Read(work, cancellationToken));
    }

    private Task<T> Write<T>(Func<FlowWriter, T> work, CancellationToken cancellationToken) => Writer().Write(work, cancellationToken);

    private WriterGate Writer()
    {
        ThrowIfClosed();
        return writer ?? throw SqliteFailure.NotWritable(path);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed) != 0, this);

    /// <summary>Lets old flows go while none come.</summary>
    private async Task Maintain()
    {
        var pruning = new Pruning(writer!, readers);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var retention = new FlowRetention { Before = options.TimeProvider.GetUtcNow() - options.MaxAge };
                await pruning.Run(retention, closing.Token).ConfigureAwait(false);
            }
            catch (FlowStoreException)
            {
                // The next batch fails in the same way, and its caller hears of it. Old flows can wait for the next round.
            }

            await Task.Delay(Pruning.Pause, options.TimeProvider, closing.Token).ConfigureAwait(false);
        }
    }
}
