using Proximity.Exchanges;

namespace Proximity.Serving;

/// <summary>The connections inside a client's tunnel: one, or with HTTP/2 one for each stream. What is asked of the outer connection is asked of them.</summary>
internal sealed class NestedConnections : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<ClientConnection> connections = [];
    private readonly CancellationTokenSource drain = new();
    private ConnectionTotals past;
    private bool draining;
    private bool stopped;

    /// <summary>The tunnel that they are in; null until it is opened.</summary>
    public OpenedTunnel? Tunnel { get; set; }

    /// <summary>True when each of them is a stream of HTTP/2.</summary>
    public bool IsHttp2 { get; set; }

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
            if (connections.Remove(connection))
            {
                past += connection.Inside.Exchange.Recording.Totals;
            }
        }
    }

    /// <summary>What all of them did, those that have ended included, and how far the furthest of those that are there has come.</summary>
    public (ConnectionTotals Totals, ExchangePhase Furthest, int Count) Look()
    {
        lock (gate)
        {
            ConnectionTotals totals = past;
            var furthest = ExchangePhase.Idle;
            foreach (ClientConnection connection in connections)
            {
                Exchange exchange = connection.Inside.Exchange;
                totals += exchange.Recording.Totals;
                furthest = exchange.Watchdog.Phase > furthest ? exchange.Watchdog.Phase : furthest;
            }

            return (totals, furthest, connections.Count);
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
