using Proximity.Exchanges;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// What goes on inside a tunnel that is opened: connections like any other, over the tunnel's wire, with the tunnel as what they know of the outside. The outer connection's clock rests
/// meanwhile; theirs run.
/// </summary>
internal sealed class TunnelInterior(ExchangeServices services, Exchange exchange, NestedConnections nested)
{
    /// <summary>Serves HTTP/1 until the connection has ended; the wire is closed then.</summary>
    /// <param name="client">The client's wire, decrypted.</param>
    /// <param name="tunnel">The tunnel.</param>
    /// <param name="received">What was read from the wire already; null for nothing.</param>
    /// <returns>How waiting for the client's first word ended.</returns>
    public async ValueTask<WireResult> ServeAsync(Wire client, OpenedTunnel tunnel, InputBuffer? received = null)
    {
        nested.Tunnel = tunnel;
        using Watchdog.Scope resting = exchange.Watchdog.Rest();
        try
        {
            return await ServeOneAsync(client, tunnel, received).ConfigureAwait(false);
        }
        finally
        {
            GiveBack(tunnel);
        }
    }

    /// <summary>Serves HTTP/2 until the connection has ended: each stream is a connection of its own.</summary>
    public async ValueTask ServeHttp2Async(Http2Session http2, Wire client, OpenedTunnel tunnel, ReadOnlyMemory<byte> received = default)
    {
        using Watchdog.Scope resting = exchange.Watchdog.Rest();
        nested.IsHttp2 = true;
        nested.Tunnel = tunnel;
        tunnel.OnBoundLost = nested.RefuseFurther;
        try
        {
            await http2.ServeClientAsync(new Http2Client(client, tunnel.IsTls)
            {
                Received = received,
                Draining = nested.Draining,
                OnPing = nested.NoteLife,
                ServeStreamAsync = (stream, cancellationToken) => ServeOneAsync(stream, tunnel, null, cancellationToken).AsTask(),
            }).ConfigureAwait(false);
        }
        finally
        {
            GiveBack(tunnel);
        }
    }

    private async ValueTask<WireResult> ServeOneAsync(Wire client, OpenedTunnel tunnel, InputBuffer? received, CancellationToken left = default)
    {
        using var connection = new ClientConnection(services, client, tunnel, received);
        nested.Add(connection);
        using CancellationTokenRegistration registration = left.UnsafeRegister(static state => ((ClientConnection)state!).Leave(), connection);
        try
        {
            await connection.RunAsync(refusal: null).ConfigureAwait(false);
            return connection.FirstWait;
        }
        finally
        {
            nested.Remove(connection);
        }
    }

    /// <summary>The connection to the origin that no request came for serves another client.</summary>
    private void GiveBack(OpenedTunnel tunnel)
    {
        if (tunnel.Close() is not { } unused)
        {
            return;
        }

        if (services.Persistent)
        {
            services.Origins.Return(unused);
        }
        else
        {
            unused.Close();
        }
    }
}
