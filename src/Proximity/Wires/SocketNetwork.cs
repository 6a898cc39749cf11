using System.Net;
using System.Net.Sockets;

namespace Proximity.Wires;

/// <summary>The system's TCP sockets and name resolution.</summary>
internal sealed class SocketNetwork : Network
{
    private const int Backlog = 1024;

    private readonly NameResolver resolver = new(Dns.GetHostAddresses);

    public override Listener Listen(IPAddress? address, int port) => new SocketListener(Open(address, port));

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken) => resolver.ResolveAsync(host, cancellationToken);

    public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new Connected(new SocketWire(socket), null);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket?.Dispose();
            return new Connected(null, exception);
        }
    }

    /// <summary>A listening socket; <see cref="Network.Listen"/> says for what.</summary>
    public static Socket Open(IPAddress? address, int port)
    {
        if (address is not null)
        {
            return Open(new IPEndPoint(address, port), dualMode: false);
        }

        return Socket.OSSupportsIPv6
            ? Open(new IPEndPoint(IPAddress.IPv6Any, port), dualMode: true)
            : Open(new IPEndPoint(IPAddress.Any, port), dualMode: false);
    }

    private static Socket Open(IPEndPoint endPoint, bool dualMode)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = dualMode;
            }

            if (OperatingSystem.IsWindows())
            {
                // Without it another program could bind the same port and take over clients.
                socket.ExclusiveAddressUse = true;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
