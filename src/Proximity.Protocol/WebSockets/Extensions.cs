using System.Globalization;
using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.WebSockets;

/// <summary>The extensions a handshake agreed on (RFC 6455 §9.1), as the response names them.</summary>
/// <param name="HasUnknown">True when one is not known here: what reserved bits, opcodes and payloads mean is then unknown too.</param>
/// <param name="FromClient">How the client compresses; null when it does not.</param>
/// <param name="FromOrigin">How the origin compresses; null when it does not.</param>
internal readonly record struct Extensions(bool HasUnknown, DeflateParameters? FromClient, DeflateParameters? FromOrigin)
{
    private const int DefaultWindowBits = 15;

    /// <summary>Reads them off a response. An answer that breaks RFC 7692 counts as an unknown extension.</summary>
    public static Extensions Read(ResponseHead head)
    {
        Extensions? found = null;
        foreach (ref readonly HeadField field in head.Fields)
        {
            ReadOnlySpan<byte> list = FieldSyntax.EqualsIgnoreCase(head.Name(field), "Sec-WebSocket-Extensions"u8) ? head.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> member))
            {
                if (!member.IsEmpty)
                {
                    // Two at a time: even two of the known kind, which no client offers together, mean nothing known.
                    found = found is null ? ReadMember(Encoding.ASCII.GetString(member)) : Unknown;
                }
            }
        }

        return found ?? default;
    }

    private static Extensions Unknown => new(HasUnknown: true, null, null);

    private static Extensions ReadMember(string member)
    {
        string[] parts = member.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals("permessage-deflate", StringComparison.OrdinalIgnoreCase))
        {
            return Unknown;
        }

        var client = new DeflateParameters(NoContextTakeover: false, DefaultWindowBits);
        DeflateParameters origin = client;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in parts.AsSpan(1))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            bool isKnown = seen.Add(pair[0]) && Apply(pair[0], pair.Length == 2 ? pair[1].Trim('"') : null, ref client, ref origin);
            if (!isKnown)
            {
                return Unknown;
            }
        }

        return new Extensions(HasUnknown: false, client, origin);
    }

    private static bool Apply(string name, string? value, ref DeflateParameters client, ref DeflateParameters origin)
    {
#pragma warning disable CA1308 // The RFC writes the names in lower case.
        switch (name.ToLowerInvariant())
#pragma warning restore CA1308
        {
            case "client_no_context_takeover":
                client = client with { NoContextTakeover = true };
                return value is null;
            case "server_no_context_takeover":
                origin = origin with { NoContextTakeover = true };
                return value is null;
            case "client_max_window_bits":
                client = client with { WindowBits = WindowBits(value) };
                return client.WindowBits > 0;
            case "server_max_window_bits":
                origin = origin with { WindowBits = WindowBits(value) };
                return origin.WindowBits > 0;
            default:
                return false;
        }
    }

    /// <summary>Eight to fifteen, without a leading zero (RFC 7692 §7.1.2.1); zero for anything else.</summary>
    private static int WindowBits(string? value)
        => value is not null && value[..Math.Min(1, value.Length)] != "0" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is >= 8 and <= 15 ? bits : 0;
}
