using System.Net;

namespace Proximity.Access;

/// <summary>
/// One entry of a list of targets: a host pattern, or addresses (an address, a CIDR range, a preset), and behind a colon the ports, all when there are none. An IPv6
/// address with ports stands in brackets.
/// </summary>
internal sealed class TargetRule
{
    private readonly HostPattern? host;
    private readonly AddressSet? addresses;
    private readonly PortSet ports;

    private TargetRule(HostPattern? host, AddressSet? addresses, PortSet ports)
    {
        this.host = host;
        this.addresses = addresses;
        this.ports = ports;
    }

    /// <summary>True when the target's address, not its name, decides.</summary>
    public bool IsOfAddresses => addresses is not null;

    /// <summary>Null when the entry is none.</summary>
    public static TargetRule? Parse(string entry)
    {
        (string what, string? portText) = Split(entry);
        PortSet? ports = portText is null ? PortSet.All : PortSet.Parse([portText], out _);
        if (ports is null)
        {
            return null;
        }

        if (AddressSet.Parse([what], out _) is { } addresses)
        {
            return new TargetRule(null, addresses, ports);
        }

        return HostPattern.Parse(what) is { } host ? new TargetRule(host, null, ports) : null;
    }

    public bool MatchesName(string name, int port) => host is not null && ports.Contains(port) && host.Matches(name);

    public bool MatchesAddress(IPAddress address, int port) => addresses is not null && ports.Contains(port) && addresses.Contains(address);

    public bool MayMatchAddress(int port) => addresses is not null && ports.Contains(port);

    private static (string What, string? Ports) Split(string entry)
    {
        int colon = entry.LastIndexOf(':');
        if (entry.StartsWith('['))
        {
            int bracket = entry.LastIndexOf(']');
            return colon == bracket + 1 ? (entry[1..bracket], entry[(colon + 1)..]) : (entry, null);
        }

        // More than one colon without brackets is an IPv6 address.
        return colon >= 0 && entry.IndexOf(':', StringComparison.Ordinal) == colon ? (entry[..colon], entry[(colon + 1)..]) : (entry, null);
    }
}
