using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres;

/// <summary>
/// The connections of a store, and what happens on them. It is ended when the store closes; what goes wrong is said as stores do.
/// </summary>
internal sealed class StoreConnections : IAsyncDisposable
{
    /// <summary>How long a batch takes at the most. A server that has gone without a word is given up then.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(1);

    private readonly PostgresFlowStoreOptions options;
    private readonly NpgsqlDataSource source;
    private readonly StoreGate gate = new();

    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public StoreConnections(string connectionString, PostgresFlowStoreOptions options)
    {
        this.options = options;
        source = Source(connectionString, options);
    }

    /// <summary>Cancelled when the store closes.</summary>
    public CancellationToken Closing => gate.Closing;

    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void ThrowIfClosed()
    {
        gate.Enter();
        gate.Leave();
    }

    /// <summary>A connection that nobody else uses, until the store closes.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync() => source.OpenConnectionAsync(Closing);

    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        gate.Enter();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gate.Closing, cancellationToken);
            NpgsqlConnection connection = await source.OpenConnectionAsync(either.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await work(connection, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsCutOff(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The store is closed.", exception);
        }
        catch (NpgsqlException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgresFailure.Of(exception);
        }
        catch (InvalidDataException exception)
        {
            throw PostgresFailure.Unreadable(exception);
        }
        finally
        {
            gate.Leave();
        }
    }

    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => options.IsReadOnly ? throw PostgresFailure.NotWritable() : ReadAsync(work, cancellationToken);

    /// <summary>Writes, or fails when it takes too long.</summary>
    public async Task<T> WriteInTimeAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWrite, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await WriteAsync(work, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw PostgresFailure.TooSlow(LongestWrite, exception);
        }
    }

    /// <summary>Writes in one transaction that has the lock.</summary>
    public Task<T> WriteLockedAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => WriteAsync(
            async (connection, token) =>
            {
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await StoreLock.TakeAsync(connection, options.Schema, token).ConfigureAwait(false);
                    T result = await work(connection, token).ConfigureAwait(false);
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                    return result;
                }
            },
            cancellationToken);

    /// <summary>Ends what is under way and waits for it; false when that was done before.</summary>
    public Task<bool> CloseAsync() => gate.CloseAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlDataSource Source(string connectionString, PostgresFlowStoreOptions options)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connectionString);
        NpgsqlConnectionStringBuilder connection = builder.ConnectionStringBuilder;
        connection.SearchPath = options.Schema;
        connection.MaxPoolSize = options.MaxConnections + 1;

        // The table of batches outlasts a batch; nothing else is left on a connection.
        connection.NoResetOnClose = true;

        // Reads see to their time themselves, writes have one above.
        connection.CommandTimeout = 0;
        if (connection.Host?.StartsWith('/') is not true)
        {
            // A socket of the file system has no such thing, and refuses it.
            connection.TcpKeepAlive = true;
            connection.TcpKeepAliveTime = 30;
            connection.TcpKeepAliveInterval = 10;
        }

        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return builder.Build();
    }

    private bool IsCutOff(Exception exception)
        => gate.Closing.IsCancellationRequested && exception is (OperationCanceledException or NpgsqlException);
}
