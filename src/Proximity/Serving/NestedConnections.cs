namespace Proximity.Serving;

/// <summary>The connections inside a client's tunnel: one, or with HTTP/2 one for each stream. What is asked of the outer connection is asked of them.</summary>
internal sealed class NestedConnections : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<ClientConnection> connections = [];
    private readonly CancellationTokenSource drain = new();
    private bool draining;
    private bool stopped;

    /// <summary>Cancelled when no further requests are to be served.</summary>
    public CancellationToken Draining => drain.Token;

    public void Add(ClientConnection connection)
    {
        bool drainIt;
        bool stopIt;
        lock (gate)
        {
            connections.Add(connection);
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
    }

    public void Remove(ClientConnection connection)
    {
        lock (gate)
        {
            connections.Remove(connection);
        }
    }

    public void Drain()
    {
        Array.ForEach(Mark(ref draining), connection => connection.Drain());
        RefuseFurther();
    }

    /// <summary>Has a client of HTTP/2 told by GOAWAY to send no further requests on its connection; those that are there go on.</summary>
    public void RefuseFurther()
    {
        try
        {
            drain.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The client has gone meanwhile.
        }
    }

    public void Stop() => Array.ForEach(Mark(ref stopped), connection => connection.Stop());

    /// <summary>The client has shown that it is there, beside what moves on any one of them.</summary>
    public void NoteLife()
    {
        lock (gate)
        {
            foreach (ClientConnection connection in connections)
            {
                connection.NoteLife();
            }
        }
    }

    public void Dispose() => drain.Dispose();

    private ClientConnection[] Mark(ref bool flag)
    {
        lock (gate)
        {
            flag = true;
            return [.. connections];
        }
    }
}
