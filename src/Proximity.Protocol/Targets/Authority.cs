using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Protocol.Targets;

/// <summary>A host and port found in a run of bytes (RFC 3986 §3.2).</summary>
/// <param name="HostStart">Where the host begins; for an IPv6 literal, behind the bracket.</param>
/// <param name="HostLength">Its bytes, without brackets.</param>
/// <param name="IsIPv6">True when it stood in brackets.</param>
/// <param name="Port">The port, 1..65535; the default one when none was given.</param>
/// <param name="HasPort">True when a port was given.</param>
internal readonly record struct Authority(int HostStart, int HostLength, bool IsIPv6, int Port, bool HasPort)
{
    private const int MaxHostBytes = 255;
    private const int LongestPort = 5;

    /// <summary>The bytes of host names in use. RFC 3986 allows more in a reg-name, percent-encoding and sub-delims, which no resolver takes and parsers disagree on.</summary>
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> IPv6Bytes = SearchValues.Create(":.0123456789ABCDEFabcdef"u8);

    /// <summary>Host and port as a text, an IPv6 address in brackets (RFC 3986 §3.2.2): its colons would run into the port's.</summary>
    /// <param name="host">A name or address; IPv6 without brackets.</param>
    /// <param name="port">The port.</param>
    public static string Format(string host, int port)
        => host.Contains(':')
            ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    /// <summary>Reads <c>host[:port]</c>; no user information, no empty host, nothing behind it. False when it is anything else.</summary>
    /// <param name="bytes">The candidate.</param>
    /// <param name="defaultPort">The port when none is given; 0 when one is required.</param>
    /// <param name="authority">What was found; offsets are into <paramref name="bytes"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, int defaultPort, out Authority authority)
    {
        authority = default;
        bool isIPv6 = !bytes.IsEmpty && bytes[0] == '[';
        int hostStart = isIPv6 ? 1 : 0;
        int hostEnd = isIPv6 ? bytes.IndexOf((byte)']') : bytes.IndexOf((byte)':');
        if (hostEnd < 0)
        {
            hostEnd = bytes.Length;
        }

        if (isIPv6 && hostEnd == bytes.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> host = bytes[hostStart..hostEnd];
        ReadOnlySpan<byte> rest = bytes[(isIPv6 ? hostEnd + 1 : hostEnd)..];
        if (!(isIPv6 ? IsIPv6Literal(host) : IsName(host)) || !TryReadPort(rest, defaultPort, out int port, out bool hasPort))
        {
            return false;
        }

        authority = new Authority(hostStart, host.Length, isIPv6, port, hasPort);
        return true;
    }

    /// <summary>
    /// Reads an IPv6 address without brackets, a colon and a port, as some clients write them in a CONNECT. A port must stand there, so
    /// what is before the last colon is the address.
    /// </summary>
    public static bool TryParseUnbracketed(ReadOnlySpan<byte> bytes, out Authority authority)
    {
        authority = default;
        int colon = bytes.LastIndexOf((byte)':');
        if (colon < 0 || !IsIPv6Literal(bytes[..colon]) || !TryReadPort(bytes[colon..], defaultPort: 0, out int port, out bool hasPort))
        {
            return false;
        }

        authority = new Authority(0, colon, IsIPv6: true, port, hasPort);
        return true;
    }

    /// <summary>True for an IPv6 address without brackets, with a port or without.</summary>
    public static bool IsUnbracketed(ReadOnlySpan<byte> bytes) => IsIPv6Literal(bytes) || TryParseUnbracketed(bytes, out _);

    private static bool TryReadPort(ReadOnlySpan<byte> rest, int defaultPort, out int port, out bool hasPort)
    {
        port = defaultPort;
        hasPort = rest.Length > 1;
        if (rest.Length <= 1)
        {
            // An empty port means the default one (RFC 3986 §3.2.3).
            return defaultPort > 0 && (rest.IsEmpty || rest[0] == ':');
        }

        ReadOnlySpan<byte> digits = rest[1..];
        if (rest[0] != ':' || digits.Length > LongestPort || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        port = 0;
        foreach (byte digit in digits)
        {
            port = (port * 10) + (digit - '0');
        }

        return port is >= 1 and <= 65535;
    }

    private static bool IsIPv6Literal(ReadOnlySpan<byte> host)
        => !host.IsEmpty
            && !host.ContainsAnyExcept(IPv6Bytes)
            && IPAddress.TryParse(Encoding.ASCII.GetString(host), out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsName(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host.Length > MaxHostBytes || host.ContainsAnyExcept(NameBytes) || host[0] == '.' || host.IndexOf(".."u8) >= 0)
        {
            return false;
        }

        return !EndsInNumber(host) || IsDottedQuad(host);
    }

    /// <summary>A last label that is a number makes the host an IPv4 address, and there is one spelling of those that every reader takes alike.</summary>
    private static bool EndsInNumber(ReadOnlySpan<byte> host)
    {
        ReadOnlySpan<byte> trimmed = host[^1] == '.' ? host[..^1] : host;
        ReadOnlySpan<byte> label = trimmed[(trimmed.LastIndexOf((byte)'.') + 1)..];
        bool isHexadecimal = label.Length > 1 && label[0] == '0' && (label[1] | 0x20) == 'x';
        return !label.ContainsAnyExceptInRange((byte)'0', (byte)'9') || isHexadecimal;
    }

    private static bool IsDottedQuad(ReadOnlySpan<byte> host)
    {
        int parts = 0;
        foreach (Range range in host.Split((byte)'.'))
        {
            ReadOnlySpan<byte> part = host[range];
            if (++parts > 4
                || part.Length is 0 or > 3
                || part.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || (part.Length > 1 && part[0] == '0')
                || (part.Length == 3 && part.SequenceCompareTo("255"u8) > 0))
            {
                return false;
            }
        }

        return parts == 4;
    }
}
