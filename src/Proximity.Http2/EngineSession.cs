using System.Net.Security;
using Proximity.Http2.Clients;
using Proximity.Http2.Origins;
using Proximity.Wires;

namespace Proximity.Http2;

/// <summary>Both halves for one proxy. Numbers the connections, of clients and origins alike.</summary>
internal sealed class EngineSession : Http2Session
{
    private readonly Http2Settings settings;

    /// <summary>Made when the first client comes: nothing of Kestrel is loaded before.</summary>
    private readonly Lazy<ClientServer> clients;
    private long lastConnectionId;
    private volatile bool isEnded;

    public EngineSession(Http2Settings settings)
    {
        this.settings = settings;
        clients = new Lazy<ClientServer>(() => new ClientServer(settings));
    }

    public override Task ServeClientAsync(Http2Client client)
    {
        if (isEnded)
        {
            client.Wire.Abort();
            return Task.CompletedTask;
        }

        return clients.Value.ServeAsync(client, Interlocked.Increment(ref lastConnectionId));
    }

    public override Http2Origin OpenOrigin(Wire wire, SslStream? tls)
        => new MultiplexedOrigin(wire, tls, settings, Interlocked.Increment(ref lastConnectionId));

    public override ValueTask DisposeAsync()
    {
        isEnded = true;
        return clients.IsValueCreated ? clients.Value.DisposeAsync() : ValueTask.CompletedTask;
    }
}
