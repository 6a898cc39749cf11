using System.Net;

namespace Proximity.Filters.Matching;

/// <summary>An IP address that lies in a CIDR range (RFC 4632), an IPv4 address in IPv6 form as IPv4.</summary>
internal sealed class AddressMatcher(IPNetwork network) : TextMatcher
{
    /// <summary>Reads one address, or a range; null when it is none.</summary>
    public static AddressMatcher? Create(string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            IPAddress one = Unmap(address);
            return new AddressMatcher(new IPNetwork(one, one.GetAddressBytes().Length * 8));
        }

        // Bits behind the prefix are a slip of the hand: 10.0.0.5/8 is 10.0.0.0/8.
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? inside)
            && byte.TryParse(text.AsSpan(slash + 1), out byte bits) && bits <= inside.GetAddressBytes().Length * 8
            ? new AddressMatcher(new IPNetwork(Masked(inside, bits), bits))
            : null;
    }

    public override bool Matches(ReadOnlySpan<char> text)
        => IPAddress.TryParse(text, out IPAddress? address) && network.Contains(Unmap(address));

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress Masked(IPAddress address, int bits)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
