using Npgsql;
using Proximity.Flows;
using Proximity.Storage.Postgres;
using Proximity.Storage.Postgres.Reading;
using Proximity.Storage.Postgres.Schema;
using Proximity.Storage.Postgres.Writing;

namespace Proximity.Stores;

/// <summary>
/// Flows in a PostgreSQL database, version 14 or later: any number of proxies write into it at once, and any number of programs read
/// meanwhile. What was taken is as safe as the server keeps it.
/// </summary>
public sealed class PostgresFlowStore : IFlowStore
{
    /// <summary>How often those that append see to old days.</summary>
    private static readonly TimeSpan MaintenanceTime = TimeSpan.FromHours(1);

    private readonly StoreConnections connections;
    private readonly PostgresFlowStoreOptions options;
    private readonly FlowAppender appender;
    private readonly FlowSignal changed = new();
    private readonly FlowListener listener;
    private readonly SortedIndex index;
    private long nextMaintenance;

    private PostgresFlowStore(StoreConnections connections, PostgresFlowStoreOptions options)
    {
        this.connections = connections;
        this.options = options;
        appender = new FlowAppender(options);
        index = new SortedIndex(connections);
        listener = new FlowListener(connections, options.Schema, changed, options.TimeProvider);
        Capabilities = new FlowStoreCapabilities
        {
            Kind = "postgres",
            IsDurable = true,
            HasConcurrentReaders = true,
            HasConcurrentWriters = true,
            SortFields = Enum.GetValues<FlowSortField>(),
            MaxBodyBytes = options.MaxBodyBytes,
        };
    }

    /// <inheritdoc/>
    public FlowStoreCapabilities Capabilities { get; }

    /// <summary>Opens a database, and makes the tables where there are none.</summary>
    /// <param name="connectionString">Where it is, as Npgsql writes it; <see cref="PostgresAddress.Parse"/> makes one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    /// <exception cref="FlowStoreException">It cannot be reached, or the tables are of another version.</exception>
    public static async Task<PostgresFlowStore> OpenAsync(
        string connectionString, PostgresFlowStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        PostgresFlowStoreOptions chosen = options ?? new PostgresFlowStoreOptions();
        var store = new PostgresFlowStore(new StoreConnections(connectionString, chosen), chosen);
        try
        {
            await store.connections.ReadAsync(store.PrepareAsync, cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch (FlowStoreException exception)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw PostgresFailure.OfOpening(exception);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(options);
        if (batch.Any(static record => record is null))
        {
            throw new ArgumentException("A batch has no places without a flow.", nameof(batch));
        }

        if (batch.Count == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            connections.ThrowIfClosed();
            return 0;
        }

        int added = await connections.WriteInTimeAsync(
            async (connection, token) =>
            {
                await MaintainAsync(connection, token).ConfigureAwait(false);
                return await appender.AppendAsync(connection, batch, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        changed.Raise();
        return added;
    }

    /// <inheritdoc/>
    public async ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        _ = SortColumns.Of(query.Sort.Field);
        _ = QueryCursor.Of(query);
        return (await ReadPageAsync(query, cancellationToken).ConfigureAwait(false)).Page;
    }

    /// <inheritdoc/>
    public async ValueTask<FlowIndexPage> IndexAsync(FlowQuery query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _ = QueryCursor.Of(query);
        return await index.FindAsync(query, limit, cancellationToken).ConfigureAwait(false)
            ?? FlowIndexPage.Of(await QueryAsync(
                query with { Limit = Math.Min(limit, FlowQuery.MaxLimit), WithBodies = false }, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
        => await connections.ReadAsync(
            (connection, token) => FlowRows.FindAsync(connection, "(SELECT * FROM flow WHERE id = $1)", token, sequence),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
    {
        string which = session is null ? "(SELECT session FROM flow ORDER BY id DESC LIMIT 1)" : "(SELECT id FROM session WHERE uuid = $2)";
        string from = $"(SELECT * FROM flow WHERE session = {which} AND {FlowColumns.FlowId} = $1)";
        object?[] values = session is { } known ? [id, known] : [id];
        return await connections.ReadAsync((connection, token) => FlowRows.FindAsync(connection, from, token, values), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        long? length = await connections.ReadAsync(
            (connection, token) => BodyParts.LengthAsync(connection, sequence, side, token), cancellationToken).ConfigureAwait(false);
        if (length is not { } known)
        {
            return null;
        }

        long rest = Math.Min(count ?? long.MaxValue, Math.Max(0, known - offset));
        return new BodyStream(
            offset,
            rest,
            (from, most, token) => connections.ReadAsync(
                (connection, inner) => BodyParts.ReadAsync(connection, sequence, side, (from, most), inner), token));
    }

    /// <inheritdoc/>
    public async ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(change);
        return await connections.WriteLockedAsync(
            (connection, token) => Annotations.ChangeAsync(connection, sequences, change, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        long[] asked = [.. sequences.Distinct()];
        FlowsPruned gone = await connections.WriteLockedAsync(
            (connection, token) => FlowEraser.EraseAsync(connection, asked, token), cancellationToken).ConfigureAwait(false);
        return (int)gone.Flows;
    }

    /// <inheritdoc/>
    public async ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);
        var pruning = new Pruning(options, retention);
        return await connections.WriteAsync(pruning.RunAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default)
    {
        connections.ThrowIfClosed();
        listener.Start();
        return new FlowWatch(ReadPageAsync, listener, changed, options.TimeProvider, connections.Closing)
            .RunAsync(afterSequence, filter, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => await connections.ReadAsync(StatusReader.ReadAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>Ends what is under way and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await connections.CloseAsync().ConfigureAwait(false))
        {
            await listener.Ended.ConfigureAwait(false);
            await connections.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<int> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await StoreSchema.OpenAsync(connection, options, cancellationToken).ConfigureAwait(false);
        if (!options.IsReadOnly)
        {
            await MaintainAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Makes the days ahead and drops those that are too old, from time to time.</summary>
    private async Task MaintainAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        if (now.UtcTicks < Volatile.Read(ref nextMaintenance))
        {
            return;
        }

        await appender.MakeDaysAsync(connection, DateOnly.FromDateTime(now.UtcDateTime), cancellationToken).ConfigureAwait(false);
        await Pruning.DropOldDaysAsync(connection, options, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref nextMaintenance, (now + MaintenanceTime).UtcTicks);
    }

    private Task<(FlowPage Page, long Position)> ReadPageAsync(FlowQuery query, CancellationToken cancellationToken)
        => connections.ReadAsync(
            (connection, token) => PageReader.ReadAsync(connection, query, options.TimeProvider, token), cancellationToken);
}
