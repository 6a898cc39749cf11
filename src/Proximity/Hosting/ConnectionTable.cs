using Proximity.Access;
using Proximity.Serving;

namespace Proximity.Hosting;

/// <summary>The clients connected now, how many each of them has, and when the last of them has gone.</summary>
internal sealed class ConnectionTable
{
    private readonly HashSet<ClientConnection> connections = [];
    private readonly ClientCounts counts = new(null);
    private readonly Lock gate = new();
    private TaskCompletionSource? empty;
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
    public bool Add(ClientConnection connection)
    {
        bool isCounted;
        bool drainIt;
        bool stopIt;
        lock (gate)
        {
            connections.Add(connection);
            int? limit = connection.Settings.MaxConnectionsPerClient;
            isCounted = connection.ClientAddress is { } client && counts.TryAdd(client, connection.IsLocalClient, limit);
            connection.IsCounted = isCounted;
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
            connections.Remove(connection);
            if (connection.IsCounted)
            {
                counts.Remove(connection.ClientAddress!);
            }

            if (connections.Count == 0)
            {
                empty?.TrySetResult();
            }
        }
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

    private ClientConnection[] Mark(ref bool flag)
    {
        lock (gate)
        {
            flag = true;
            return [.. connections];
        }
    }
}
