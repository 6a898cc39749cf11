using Proximity.Access;
using Proximity.Serving;

namespace Proximity.Hosting;

/// <summary>The clients connected now, how many each of them has, and when the last of them has gone.</summary>
internal sealed class ConnectionTable
{
    private readonly Dictionary<ClientConnection, Entry> connections = [];
    private readonly ClientCounts counts = new(null);
    private readonly Lock gate = new();
    private TaskCompletionSource? empty;
    private long latestNumber;
    private bool draining;
    private bool stopped;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return connections.Count;
            }
        }
    }

    /// <summary>Enters a connection. False when its client has too many: it is entered all the same, but is to be refused.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="now">When that is.</param>
    public bool Add(ClientConnection connection, DateTimeOffset now)
    {
        bool isCounted;
        bool drainIt;
        bool stopIt;
        lock (gate)
        {
            int? limit = connection.Settings.MaxConnectionsPerClient;
            isCounted = connection.ClientAddress is { } client && counts.TryAdd(client, connection.ClientSocket.IsLocal, limit);
            connection.ClientSocket.ConnectionId = ++latestNumber;
            connections.Add(connection, new Entry(now, isCounted));
            (drainIt, stopIt) = (draining, stopped);
        }

        if (stopIt)
        {
            connection.Stop();
        }
        else if (drainIt)
        {
            connection.Drain();
        }

        return isCounted || connection.ClientAddress is null;
    }

    public void Remove(ClientConnection connection)
    {
        lock (gate)
        {
            if (connections.Remove(connection, out Entry entry) && entry.IsCounted)
            {
                counts.Remove(connection.ClientAddress!);
            }

            if (connections.Count == 0)
            {
                empty?.TrySetResult();
            }
        }
    }

    /// <summary>All of them as they are now, in the order of their arrival.</summary>
    public IReadOnlyList<ConnectedClient> List()
    {
        KeyValuePair<ClientConnection, Entry>[] present;
        lock (gate)
        {
            present = [.. connections];
        }

        Array.Sort(present, static (one, other) => NumberOf(one.Key).CompareTo(NumberOf(other.Key)));
        return Array.ConvertAll(present, static one => ClientDescription.Of(one.Key) with { Since = one.Value.Since });
    }

    /// <summary>Every connection ends with its exchange.</summary>
    public void Drain()
    {
        foreach (ClientConnection connection in Mark(ref draining))
        {
            connection.Drain();
        }
    }

    /// <summary>Every connection ends now.</summary>
    public void Stop()
    {
        foreach (ClientConnection connection in Mark(ref stopped))
        {
            connection.Stop();
        }
    }

    /// <summary>Completes once no client is connected.</summary>
    public Task WhenEmptyAsync()
    {
        lock (gate)
        {
            if (connections.Count == 0)
            {
                return Task.CompletedTask;
            }

            empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return empty.Task;
        }
    }

    private static long NumberOf(ClientConnection connection) => connection.ClientSocket.ConnectionId;

    private ClientConnection[] Mark(ref bool flag)
    {
        lock (gate)
        {
            flag = true;
            return [.. connections.Keys];
        }
    }

    /// <param name="Since">When it began.</param>
    /// <param name="IsCounted">Whether it counts towards its client's limit.</param>
    private readonly record struct Entry(DateTimeOffset Since, bool IsCounted);
}
