using System.Net;
using System.Net.Sockets;

namespace Proximity.Access;

/// <summary>A set of addresses, read from addresses, CIDR ranges and names of presets.</summary>
internal sealed class AddressSet
{
    /// <summary>
    /// Where clouds give a machine, or a container on it, its identity and credentials. Narrow on purpose: the rest of the link-local range
    /// belongs to devices of the local network.
    /// </summary>
    private static readonly string[] Metadata =
    [
        // Amazon EC2, Google, Azure, Oracle, OpenStack, IBM, DigitalOcean, Hetzner, Akamai and more, and what they put beside it (GKE's
        // server for pods, 169.254.169.252).
        "169.254.169.0/24",

        // Amazon ECS (.2) and the EKS Pod Identity agent (.23).
        "169.254.170.0/24",

        // Azure App Service and Functions: the managed identity endpoint of a container.
        "169.254.128.0/22",

        // Azure's wire server.
        "168.63.129.16/32",

        // Alibaba, Tencent (two), Scaleway, Oracle Cloud Classic.
        "100.100.100.200/32",
        "169.254.0.23/32",
        "169.254.10.10/32",
        "169.254.42.42/32",
        "192.0.0.192/32",

        // Over IPv6: Amazon EC2 (::254) and EKS (::23), Google, Oracle, OpenStack, Akamai, Alibaba, Scaleway.
        "fd00:ec2::/32",
        "fd20:ce::254/128",
        "fd00:c1::a9fe:a9fe/128",
        "fe80::a9fe:a9fe/128",
        "fd00:a9fe:a9fe::1/128",
        "fd00:100::100:200/128",
        "fd00:42::42/128",
    ];

    /// <summary>
    /// The presets by name: what is loopback (RFC 1122, RFC 4291), link-local (RFC 3927, RFC 4291), private or shared (RFC 1918, RFC 4193,
    /// RFC 6598), where clouds give out
    /// credentials, and everything.
    /// </summary>
    private static readonly Dictionary<string, string[]> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["loopback"] = ["127.0.0.0/8", "::1/128"],
        ["link-local"] = ["169.254.0.0/16", "fe80::/10"],
        ["private"] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
        ["metadata"] = Metadata,
        ["all"] = ["0.0.0.0/0", "::/0"],
    };

    private readonly IPNetwork[] ranges;

    private AddressSet(IPNetwork[] ranges) => this.ranges = ranges;

    /// <summary>The addresses that are not routed across the internet.</summary>
    public static AddressSet Local { get; } = Parse(["loopback", "link-local", "private"], out _)!;

    /// <summary>Null when an entry is neither an address, nor a range, nor a preset; it is named then.</summary>
    public static AddressSet? Parse(IEnumerable<string> entries, out string? wrongEntry)
    {
        var ranges = new List<IPNetwork>();
        foreach (string entry in entries)
        {
            if (Presets.TryGetValue(entry, out string[]? preset))
            {
                ranges.AddRange(preset.Select(IPNetwork.Parse));
            }
            else if (IPNetwork.TryParse(entry, out IPNetwork range))
            {
                ranges.Add(range);
            }
            else if (IPAddress.TryParse(WithoutBrackets(entry), out IPAddress? address) && IsWhole(address, entry))
            {
                ranges.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                wrongEntry = entry;
                return null;
            }
        }

        wrongEntry = null;
        return new AddressSet([.. ranges]);
    }

    private static string WithoutBrackets(string entry) => entry.StartsWith('[') && entry.EndsWith(']') ? entry[1..^1] : entry;

    /// <summary>The platform takes "10.1" for 10.0.0.1; who writes that means something else.</summary>
    private static bool IsWhole(IPAddress address, string entry) => address.AddressFamily != AddressFamily.InterNetwork || entry.Count(c => c == '.') == 3;

    /// <summary>An IPv4 address that a dual-stack socket shows as IPv6 counts as IPv4.</summary>
    public bool Contains(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (IPNetwork range in ranges)
        {
            if (range.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
