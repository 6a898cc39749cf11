using System.Net;
using System.Net.Sockets;

namespace Proximity.Access;

/// <summary>
/// How many connections each client has, and whether one more is too many. An IPv6 client is its /64: it has all of its addresses to itself. Not thread-safe; the
/// connection table guards it.
/// </summary>
/// <param name="max">The most for one client; null for the default, which leaves out clients of this machine, all of which share an address.</param>
internal sealed class ClientCounts(int? max)
{
    /// <summary>More than browsers and build machines open, far less than it takes to crowd out the others.</summary>
    private const int DefaultMax = 1000;

    private readonly Dictionary<IPAddress, int> counts = [];

    /// <summary>Counts a connection, or says that it is one too many; then it is not counted.</summary>
    public bool TryAdd(IPAddress client, bool isLocal) => TryAdd(client, isLocal, max);

    /// <summary>The same, with another limit for this connection.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="isLocal">True for a program of this machine.</param>
    /// <param name="limit">The most for one client; null for the default.</param>
    public bool TryAdd(IPAddress client, bool isLocal, int? limit)
    {
        IPAddress key = Key(client);
        int present = counts.GetValueOrDefault(key);
        if (present >= (limit ?? (isLocal ? int.MaxValue : DefaultMax)))
        {
            return false;
        }

        counts[key] = present + 1;
        return true;
    }

    public void Remove(IPAddress client)
    {
        IPAddress key = Key(client);
        if (--counts[key] == 0)
        {
            counts.Remove(key);
        }
    }

    /// <summary>What stands for a client: its address, or the /64 of an IPv6 address.</summary>
    public static IPAddress Key(IPAddress client)
    {
        if (client.IsIPv4MappedToIPv6)
        {
            return client.MapToIPv4();
        }

        if (client.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return client;
        }

        byte[] bytes = client.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
