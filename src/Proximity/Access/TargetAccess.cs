using System.Net;
using System.Net.Sockets;
using Proximity.Protocol.Faults;

namespace Proximity.Access;

/// <summary>What the rules say of one target: refused by its name, or allowed as far as its addresses are.</summary>
internal sealed class TargetAccess
{
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork IPv4Compatible = IPNetwork.Parse("::/96");

    private readonly int port;
    private readonly TargetRule[] denied;
    private readonly TargetRule[]? allowed;

    /// <param name="port">The target's port.</param>
    /// <param name="refusal">Why it may not be reached whatever its address; null when that decides.</param>
    /// <param name="denied">The rules of which none may match an address.</param>
    /// <param name="allowed">The rules of which one must; null when every address will do.</param>
    public TargetAccess(int port, Fault? refusal, TargetRule[] denied, TargetRule[]? allowed)
    {
        this.port = port;
        Refusal = refusal;
        this.denied = denied;
        this.allowed = allowed;
    }

    public static TargetAccess Free { get; } = new(0, null, [], null);

    public Fault? Refusal { get; }

    /// <summary>True when no rule asks for an address.</summary>
    public bool AdmitsAll => denied.Length == 0 && allowed is null;

    /// <summary>Whether this address may be dialled.</summary>
    public bool Admits(IPAddress address) => AdmitsAll || AdmitsByRules(address);

    private bool AdmitsByRules(IPAddress address)
    {
        IPAddress meant = Meant(address);
        return !denied.Any(rule => rule.MatchesAddress(meant, port)) && allowed?.Any(rule => rule.MatchesAddress(meant, port)) != false;
    }

    /// <summary>Why a target is refused of which no address is admitted, or whose address another proxy will find.</summary>
    public Fault RefusedByAddress(string host)
        => TargetRules.Refused($"{host}:{port} is at an address that may not be reached through this proxy", allowed is null ? "DenyTargets" : "AllowTargets");

    /// <summary>What can be said of a target whose name another proxy will look up: literal addresses are judged here, a name only when no rule wants to see its addresses.</summary>
    public Fault? JudgeUnresolved(string host)
        => IPAddress.TryParse(host, out IPAddress? literal)
            ? Admits(literal) ? null : RefusedByAddress(host)
            : allowed is null ? null : RefusedByAddress(host);

    /// <summary>Where an address that stands for another one leads.</summary>
    private static IPAddress Meant(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        // Connecting to "any" reaches this machine's loopback.
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return IPAddress.Loopback;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address) && (Nat64.Contains(address) || IPv4Compatible.Contains(address)))
        {
            // RFC 6052 §2.1 and RFC 4291 §2.5.5.1: the last four bytes are an IPv4 address.
            return new IPAddress(address.GetAddressBytes().AsSpan(12));
        }

        return address;
    }
}
