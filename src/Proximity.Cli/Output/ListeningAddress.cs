using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Proximity.Cli.Output;

/// <summary>Where the proxy listens, and how a client on this machine names it.</summary>
internal sealed class ListeningAddress
{
    private ListeningAddress(string bound, string host, int port)
    {
        Bound = bound;
        Port = port;
        ProxyUrl = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}");
    }

    /// <summary>The address as bound, or <c>*</c> for all.</summary>
    public string Bound { get; }

    public int Port { get; }

    /// <summary>The proxy's URL for a client on this machine; an address that means "all" is no address to connect to.</summary>
    public string ProxyUrl { get; }

    public static ListeningAddress Of(IPEndPoint endPoint, string? bind)
    {
        if (bind is null)
        {
            return new ListeningAddress("*", "127.0.0.1", endPoint.Port);
        }

        var address = endPoint.Address;
        var reachable = address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
        var host = reachable.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{reachable}]" : reachable.ToString();
        return new ListeningAddress(address.ToString(), host, endPoint.Port);
    }
}
