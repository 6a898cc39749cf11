namespace Proximity.Protocol.Heads;

/// <summary>Reads Upgrade (RFC 9110 §7.8): protocols, each a name and perhaps a version, in the order they are preferred.</summary>
internal static class UpgradeField
{
    /// <summary>
    /// True when a request offers, properly, to leave HTTP: version 1.1, and Upgrade named in Connection. An offer of another version of HTTP, or of HTTP under TLS, is none for this
    /// proxy: the tunnel it makes would carry requests that nobody here reads, judges or records. Ignoring an offer is always allowed.
    /// </summary>
    public static bool IsOffered(RequestHead head)
    {
        if (head.VersionMinor == 0 || !head.Has(FieldKind.Upgrade) || !head.HasConnectionOption("upgrade"u8))
        {
            return false;
        }

        foreach (ref readonly HeadField field in head.Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == FieldKind.Upgrade ? head.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> protocol))
            {
                if (IsHttp(NameOf(protocol)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>True when a 101 names what it switches to, and all of that was offered: a server MUST NOT switch to anything else (RFC 9110 §7.8).</summary>
    public static bool IsAnswered(RequestHead offer, ResponseHead answer)
    {
        bool any = false;
        foreach (ref readonly HeadField field in answer.Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == FieldKind.Upgrade ? answer.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> protocol))
            {
                any = true;
                if (!Offers(offer, NameOf(protocol)))
                {
                    return false;
                }
            }
        }

        return any;
    }

    private static bool Offers(RequestHead offer, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly HeadField field in offer.Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == FieldKind.Upgrade ? offer.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> protocol))
            {
                if (FieldSyntax.EqualsIgnoreCase(NameOf(protocol), name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsHttp(ReadOnlySpan<byte> name)
        => FieldSyntax.EqualsIgnoreCase(name, "h2c"u8)
            || FieldSyntax.EqualsIgnoreCase(name, "h2"u8)
            || FieldSyntax.EqualsIgnoreCase(name, "http"u8)
            || FieldSyntax.EqualsIgnoreCase(name, "tls"u8);

    /// <summary>The name without its version.</summary>
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> protocol)
    {
        int slash = protocol.IndexOf((byte)'/');
        return slash < 0 ? protocol : protocol[..slash];
    }
}
