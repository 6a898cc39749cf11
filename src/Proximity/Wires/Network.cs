using System.Net;

namespace Proximity.Wires;

/// <summary>Where wires come from: the system's sockets, or a network made for a test.</summary>
internal abstract class Network
{
    /// <summary>The system's descriptors that it keeps for later use and that belong to no wire.</summary>
    public virtual int SpareDescriptors => 0;

    /// <summary>How its descriptors are shared out.</summary>
    public virtual DescriptorBudget Budget => DescriptorBudget.Unlimited;

    /// <summary>
    /// Listens. Throws <see cref="System.Net.Sockets.SocketException"/> when the address cannot be bound: an impossible set-up, at start
    /// only.
    /// </summary>
    /// <param name="address">The address, or null for all of them, IPv4 and IPv6.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public abstract Listener Listen(IPAddress? address, int port);

    /// <summary>
    /// The addresses of a name in order of preference; empty when it has none. Ends when the system is done; the caller bounds how many
    /// run.
    /// </summary>
    public abstract ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>Connects to one address.</summary>
    public abstract ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken);

    /// <summary>Ends what it runs for its wires; those still open break off.</summary>
    public virtual void Close()
    {
    }
}

/// <summary>What became of a name look-up.</summary>
internal readonly record struct Resolution(IReadOnlyList<IPAddress> Addresses, Exception? Cause);

/// <summary>What became of one attempt to connect: a wire, or the reason there is none.</summary>
internal readonly record struct Connected(Wire? Wire, Exception? Cause);
