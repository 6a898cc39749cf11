using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Proximity.Http2.Clients;

/// <summary>Where Kestrel gets connections from that the proxy accepted and decrypted itself.</summary>
internal sealed class MemoryListener : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    private readonly Channel<ConnectionContext> connections = Channel.CreateUnbounded<ConnectionContext>();

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.None, 0);

    /// <summary>Hands a connection over. False once nothing is accepted any more.</summary>
    public bool TryAdd(ConnectionContext connection) => connections.Writer.TryWrite(connection);

    public bool CanBind(EndPoint endpoint) => true;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return new ValueTask<IConnectionListener>(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await connections.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (connections.Reader.TryRead(out ConnectionContext? connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        connections.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
