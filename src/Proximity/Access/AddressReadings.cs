using System.Net;
using System.Net.Sockets;

namespace Proximity.Access;

/// <summary>
/// Which IPv4 addresses an address leads to. Transition mechanisms carry an IPv4 address inside an IPv6 one, and a gateway on the way takes
/// it out again: a rule about the IPv4 address
/// must hold for both.
/// </summary>
internal static class AddressReadings
{
    private const int Length = 16;

    /// <summary>::/96, IPv4-compatible (RFC 4291 §2.5.5.1).</summary>
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    /// <summary>::ffff:0:0:0/96, IPv4-translated (RFC 2765 §2.1).</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("::ffff:0:0:0/96");

    /// <summary>NAT64 (RFC 6052 §2.1).</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>
    /// NAT64 of a network's own (RFC 8215): how long the prefix is, and so where the IPv4 address stands, is that network's choice.
    /// </summary>
    private static readonly IPNetwork LocalNat64 = IPNetwork.Parse("64:ff9b:1::/48");

    /// <summary>6to4 (RFC 3056 §2).</summary>
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Teredo (RFC 4380 §4).</summary>
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    /// <summary>
    /// The address without the forms that the system itself dissolves: IPv4-mapped, with a scope, and "any", which reaches this machine's
    /// loopback.
    /// </summary>
    public static IPAddress Plain(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : WithoutScope(address);
        return plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : plain;
    }

    /// <summary>The IPv4 addresses that a plain address carries; empty when it carries none.</summary>
    public static IPAddress[] Embedded(IPAddress plain)
    {
        if (plain.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(plain))
        {
            return [];
        }

        Span<byte> bytes = stackalloc byte[Length];
        plain.TryWriteBytes(bytes, out _);
        if (Compatible.Contains(plain) || Translated.Contains(plain) || Nat64.Contains(plain) || IsIsatap(bytes))
        {
            return [Read(bytes[12..])];
        }

        if (SixToFour.Contains(plain))
        {
            return [Read(bytes[2..])];
        }

        return Teredo.Contains(plain) ? [Read(bytes[4..]), ReadInverted(bytes[12..])]
            : LocalNat64.Contains(plain) ? OfLocalNat64(bytes)
            : [];
    }

    private static IPAddress WithoutScope(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;

    /// <summary>
    /// An interface identifier of 0:5efe or 200:5efe stands before the IPv4 address (RFC 5214 §6.1), whatever the prefix.
    /// </summary>
    private static bool IsIsatap(ReadOnlySpan<byte> bytes) => bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;

    /// <summary>Prefixes of 48, 56, 64 and 96 bits (RFC 6052 §2.2); byte 8 is left out.</summary>
    private static IPAddress[] OfLocalNat64(ReadOnlySpan<byte> bytes) =>
    [
        Read([bytes[6], bytes[7], bytes[9], bytes[10]]),
        Read([bytes[7], bytes[9], bytes[10], bytes[11]]),
        Read(bytes[9..]),
        Read(bytes[12..]),
    ];

    /// <summary>"Any" within another address is still this machine's loopback.</summary>
    private static IPAddress Read(ReadOnlySpan<byte> bytes) => Plain(new IPAddress(bytes[..4]));

    /// <summary>Teredo writes the client's address with every bit turned round.</summary>
    private static IPAddress ReadInverted(ReadOnlySpan<byte> bytes)
        => Read([(byte)~bytes[0], (byte)~bytes[1], (byte)~bytes[2], (byte)~bytes[3]]);
}
