using System.Net;
using System.Net.Sockets;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>Real sockets, with every name meaning this machine.</summary>
/// <param name="sockets">Whose they are; closed with this network.</param>
internal sealed class LoopbackNetwork(Network sockets) : Network
{
    /// <summary>The wires of event loops; skips the test where there are none.</summary>
    public static LoopbackNetwork OfEventLoops()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops over epoll run on Linux only.");
        return new LoopbackNetwork(EpollNetwork.TryCreate()!);
    }

    public override int SpareDescriptors => sockets.SpareDescriptors;

    public override DescriptorBudget Budget => sockets.Budget;

    public override Listener Listen(IPAddress? address, int port) => sockets.Listen(address ?? IPAddress.Loopback, port);

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
        => host.EndsWith(".invalid", StringComparison.Ordinal)
            ? new(new Resolution([], new SocketException((int)SocketError.HostNotFound)))
            : new(new Resolution([IPAddress.Loopback], null));

    public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        => sockets.ConnectAsync(endPoint, cancellationToken);

    public override void Close() => sockets.Close();
}
