using System.Collections.Concurrent;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>The connections that read: a few, opened when they are needed and used by one caller at a time.</summary>
internal sealed class ConnectionPool(string path, TimeProvider time) : IDisposable
{
    public const int MostConnections = 4;

    private readonly SemaphoreSlim room = new(MostConnections, MostConnections);
    private readonly ConcurrentBag<Connection> spare = [];
    private volatile bool isDisposed;

    /// <summary>Runs work on a thread of the pool, over one state of the file.</summary>
    public async Task<T> Read<T>(Func<Connection, T> work, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(work, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>Takes a connection that is open, for the next work.</summary>
    public void Add(Connection connection) => spare.Add(connection);

    /// <summary>Closes what is open. Work under way ends first.</summary>
    public async Task Close()
    {
        isDisposed = true;
        for (int i = 0; i < MostConnections; i++)
        {
            await room.WaitAsync().ConfigureAwait(false);
        }

        CloseSpare();
        room.Release(MostConnections);
    }

    public void Dispose() => room.Dispose();

    private T Run<T>(Func<Connection, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, typeof(SqliteFlowStore));
        Connection connection = spare.TryTake(out Connection? known) ? known : Connection.Open(path, time);
        bool isSound = false;
        try
        {
            connection.Database.Limit.Begin(null, cancellationToken);
            T answer = connection.InSnapshot(work);
            isSound = true;
            return answer;
        }
        catch (StatementEndedException)
        {
            isSound = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            if (isSound)
            {
                spare.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    private void CloseSpare()
    {
        while (spare.TryTake(out Connection? connection))
        {
            connection.Dispose();
        }
    }
}
