using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Proximity.Wires;

/// <summary>The system's TCP sockets and name resolution.</summary>
/// <param name="budget">How the descriptors are shared out; null for no limit.</param>
/// <param name="logger">For defects in what nobody awaits; null for nowhere.</param>
internal sealed class SocketNetwork(DescriptorBudget? budget = null, ILogger? logger = null) : Network
{
    private const int Backlog = 1024;

    private readonly NameResolver resolver = new(Dns.GetHostAddresses);

    public override DescriptorBudget Budget { get; } = budget ?? DescriptorBudget.Unlimited;

    public override Listener Listen(IPAddress? address, int port) => new SocketListener(Open(address, port), Budget, logger);

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken) => resolver.ResolveAsync(host);

    public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (!Budget.IsWithin(Budget.Ceiling, socket))
            {
                socket.Dispose();
                return new Connected(null, new SocketException((int)SocketError.TooManyOpenSockets));
            }

            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new Connected(new SocketWire(socket, logger), null);
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
