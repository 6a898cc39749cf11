using System.Net;
using System.Net.Sockets;

namespace Proximity.Wires;

/// <summary>Accepts TCP clients.</summary>
internal sealed class SocketListener(Socket socket) : Listener
{
    private int closed;

    public override IPEndPoint EndPoint { get; } = (IPEndPoint)socket.LocalEndPoint!;

    public override async ValueTask<Wire?> AcceptAsync()
    {
        while (Volatile.Read(ref closed) == 0)
        {
            try
            {
                Socket client = await socket.AcceptAsync().ConfigureAwait(false);
                if (Wrap(client) is { } wire)
                {
                    return wire;
                }
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The client gave up before it was accepted; the next one may be there.
            }
            catch (Exception) when (Volatile.Read(ref closed) != 0)
            {
                return null;
            }
        }

        return null;
    }

    public override void Close()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            socket.Dispose();
        }
    }

    private static SocketWire? Wrap(Socket client)
    {
        try
        {
            return new SocketWire(client);
        }
        catch (SocketException)
        {
            // Reset between accept and the first option set on it.
            client.Dispose();
            return null;
        }
    }
}
