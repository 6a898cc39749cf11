using System.Net.Security;
using Proximity.Http2.Clients;
using Proximity.Http2.Origins;
using Proximity.Wires;

namespace Proximity.Http2;

/// <summary>Both halves for one proxy. Numbers the connections, of clients and origins alike.</summary>
internal sealed class EngineSession : Http2Session
{
    private readonly Http2Settings settings;
    private readonly ClientServer clients;
    private long lastConnectionId;

    public EngineSession(Http2Settings settings)
    {
        this.settings = settings;
        clients = new ClientServer(settings);
    }

    public override Task ServeClientAsync(Http2Client client) => clients.ServeAsync(client, Interlocked.Increment(ref lastConnectionId));

    public override Http2Origin OpenOrigin(Wire wire, SslStream? tls)
        => new MultiplexedOrigin(wire, tls, settings, Interlocked.Increment(ref lastConnectionId));

    public override ValueTask DisposeAsync() => clients.DisposeAsync();
}
