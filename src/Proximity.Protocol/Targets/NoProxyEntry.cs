using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Proximity.Protocol.Targets;

/// <summary>
/// One entry of a <c>no_proxy</c> list: which hosts are reached without the upstream proxy. No standard describes the list; this is what most programs take it for. Compared by letters and
/// by bits, in any case of letters, and never looked up.
/// </summary>
internal sealed class NoProxyEntry
{
    private static readonly SearchValues<char> AddressLetters = SearchValues.Create("0123456789.");

    private readonly string? host;
    private readonly byte[]? address;
    private readonly int prefixBits;
    private readonly int? port;
    private readonly bool isForHostItself;

    private NoProxyEntry(string? host, bool isForHostItself, int? port)
    {
        this.host = host;
        this.isForHostItself = isForHostItself;
        this.port = port;
    }

    private NoProxyEntry(byte[] address, int prefixBits, int? port)
    {
        this.address = address;
        this.prefixBits = prefixBits;
        this.port = port;
    }

    /// <summary>
    /// Reads <c>*</c>, <c>host</c> (it and the names below it), <c>.host</c> (the same), <c>*.host</c> (the names below it), an address, or a CIDR range, each with <c>:port</c> or without.
    /// IPv6 stands in brackets where a port follows. Null when it is anything else.
    /// </summary>
    /// <param name="text">The entry, without what separates it from others.</param>
    public static NoProxyEntry? Parse(ReadOnlySpan<char> text)
    {
        if (!TrySplit(text, out ReadOnlySpan<char> host, out int? port))
        {
            return null;
        }

        if (host is "*")
        {
            return new NoProxyEntry(null, isForHostItself: true, port);
        }

        int slash = host.IndexOf('/');
        ReadOnlySpan<char> literal = slash < 0 ? host : host[..slash];
        if (TryReadAddress(literal, out byte[] bytes))
        {
            int bits = bytes.Length * 8;
            return slash < 0 || TryReadPrefix(host[(slash + 1)..], literal, out bits) ? new NoProxyEntry(bytes, bits, port) : null;
        }

        bool isBelowOnly = host.StartsWith("*.");
        ReadOnlySpan<char> name = isBelowOnly ? host[2..] : host.TrimStart('.');
        name = WithoutFinalDot(name);
        return IsName(name) ? new NoProxyEntry(name.ToString(), !isBelowOnly, port) : null;
    }

    /// <summary>Whether the target is meant.</summary>
    /// <param name="targetHost">A name or an address; IPv6 without brackets.</param>
    /// <param name="targetPort">Its port.</param>
    public bool Matches(string targetHost, int targetPort)
    {
        if (port is { } only && only != targetPort)
        {
            return false;
        }

        if (address is not null)
        {
            return TryReadAddress(targetHost, out byte[] target) && SameBits(address, target, prefixBits);
        }

        // An address has no labels: 127.0.0.1 is not below 0.1.
        return host is null || (!TryReadAddress(targetHost, out _) && MatchesName(WithoutFinalDot(targetHost), host));
    }

    /// <summary>A name ends with another one only where a label begins: <c>notorigin.test</c> does not end with <c>origin.test</c>.</summary>
    private bool MatchesName(ReadOnlySpan<char> target, string name)
    {
        if (!target.EndsWith(name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return target.Length == name.Length ? isForHostItself : target[target.Length - name.Length - 1] == '.';
    }

    /// <summary>Cuts the port off. More than one colon outside brackets is an IPv6 address without a port.</summary>
    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> host, out int? port)
    {
        host = text;
        port = null;
        ReadOnlySpan<char> rest;
        if (text.StartsWith("["))
        {
            int end = text.IndexOf(']');
            host = end < 0 ? text : text[1..end];
            rest = end < 0 ? text : text[(end + 1)..];

            // A range of IPv6 may stand around the brackets or within them.
            if (rest.StartsWith("/") && end > 0)
            {
                host = string.Concat(host, rest);
                rest = default;
            }
        }
        else
        {
            int colon = text.IndexOf(':');
            bool isPort = colon >= 0 && text[(colon + 1)..].IndexOf(':') < 0;
            host = isPort ? text[..colon] : text;
            rest = isPort ? text[colon..] : default;
        }

        return !host.IsEmpty && (rest.IsEmpty || TryReadPort(rest, out port));
    }

    private static bool TryReadPort(ReadOnlySpan<char> text, out int? port)
    {
        port = null;
        if (text[0] != ':' || !int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535)
        {
            return false;
        }

        port = number;
        return true;
    }

    private static bool TryReadPrefix(ReadOnlySpan<char> text, ReadOnlySpan<char> literal, out int bits)
    {
        bool isIPv6 = literal.Contains(':');
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > (isIPv6 ? 128 : 32))
        {
            return false;
        }

        bits += isIPv6 ? 0 : 96;
        return true;
    }

    /// <summary>Sixteen bytes for both families, so that an IPv4 address and its form within IPv6 are the same. Only the usual spelling of IPv4 is one.</summary>
    private static bool TryReadAddress(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        bool isIPv4 = text.Count('.') == 3 && !text.ContainsAnyExcept(AddressLetters);
        if (!(isIPv4 || text.Contains(':')) || !IPAddress.TryParse(text, out IPAddress? address) || (isIPv4 && !text.SequenceEqual(address.ToString())))
        {
            return false;
        }

        bytes = (address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address).GetAddressBytes();
        return true;
    }

    private static bool SameBits(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int bits)
    {
        int whole = bits / 8;
        int left = bits % 8;
        return one[..whole].SequenceEqual(other[..whole]) && (left == 0 || (one[whole] ^ other[whole]) >> (8 - left) == 0);
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '.' or '_'))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }

    private static ReadOnlySpan<char> WithoutFinalDot(ReadOnlySpan<char> name) => name.EndsWith(".") ? name[..^1] : name;
}
