using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Proximity.Wires;

/// <summary>Accepts TCP clients.</summary>
internal sealed class SocketListener(Socket socket, DescriptorBudget budget, ILogger? logger) : Listener
{
    private int closed;
    private bool isCrowded;

    public override IPEndPoint EndPoint { get; } = (IPEndPoint)socket.LocalEndPoint!;

    public override bool IsCrowded
    {
        get
        {
            try
            {
                isCrowded = isCrowded && Volatile.Read(ref closed) == 0
                    && !DescriptorLimit.HasRoomBelow(budget.ClientCeiling, (int)socket.Handle);
                return isCrowded;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override async ValueTask<Wire?> AcceptAsync()
    {
        while (Volatile.Read(ref closed) == 0)
        {
            try
            {
                Socket client = await socket.AcceptAsync().ConfigureAwait(false);
                isCrowded = !budget.IsWithin(budget.ClientCeiling, client);
                if (Wrap(client) is { } wire)
                {
                    return wire;
                }
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
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

    private SocketWire? Wrap(Socket client)
    {
        try
        {
            return new SocketWire(client, logger);
        }
        catch (SocketException)
        {
            // Reset between accept and the first option set on it.
            client.Dispose();
            return null;
        }
    }
}
