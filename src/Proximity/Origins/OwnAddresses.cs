using System.Net;
using System.Net.NetworkInformation;

namespace Proximity.Origins;

/// <summary>Knows the address the proxy itself listens on, so that it never connects to itself.</summary>
internal sealed class OwnAddresses(IPEndPoint listening)
{
    /// <summary>The port that the proxy listens on.</summary>
    public int Port => listening.Port;

    /// <summary>True when one of the addresses is the proxy's own.</summary>
    public bool ContainsAny(IReadOnlyList<IPAddress> addresses, int port)
    {
        for (int index = 0; port == listening.Port && index < addresses.Count; index++)
        {
            if (Contains(addresses[index], port))
            {
                return true;
            }
        }

        return false;
    }

    public bool Contains(IPAddress address, int port)
    {
        if (port != listening.Port)
        {
            return false;
        }

        IPAddress plain = Plain(address);
        IPAddress own = Plain(listening.Address);

        // Connecting to "any" reaches this machine's loopback.
        bool reachesLoopback = IPAddress.IsLoopback(plain) || IsAny(plain);
        return IsAny(own) ? reachesLoopback || IsLocal(plain) : plain.Equals(own) || (IsAny(plain) && IPAddress.IsLoopback(own));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsLocal(IPAddress address)
        => NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(adapter => adapter.GetIPProperties().UnicastAddresses)
            .Any(unicast => unicast.Address.Equals(address));
}
