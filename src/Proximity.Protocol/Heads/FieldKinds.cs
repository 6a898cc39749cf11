namespace Proximity.Protocol.Heads;

/// <summary>Finds the kind of a field by its name: the length first, which settles most names without a comparison.</summary>
internal static class FieldKinds
{
    public static FieldKind Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Match(name, "TE"u8, FieldKind.TE),
        3 => Match(name, "Via"u8, FieldKind.Via),
        4 => Match(name, "Host"u8, FieldKind.Host),
        6 => Match(name, "Expect"u8, FieldKind.Expect),
        7 => Match(name, "Trailer"u8, FieldKind.Trailer, "Upgrade"u8, FieldKind.Upgrade),
        10 => Match(name, "Connection"u8, FieldKind.Connection, "Keep-Alive"u8, FieldKind.KeepAlive),
        12 => Match(name, "Max-Forwards"u8, FieldKind.MaxForwards),
        13 => Match(name, "Authorization"u8, FieldKind.Authorization),
        14 => Match(name, "Content-Length"u8, FieldKind.ContentLength),
        16 when (name[0] | 0x20) == 'c' => Match(name, "Content-Encoding"u8, FieldKind.ContentEncoding),
        16 => Match(name, "Proxy-Connection"u8, FieldKind.ProxyConnection, "WWW-Authenticate"u8, FieldKind.WwwAuthenticate),
        17 => Match(name, "Transfer-Encoding"u8, FieldKind.TransferEncoding),
        18 => Match(name, "Proxy-Authenticate"u8, FieldKind.ProxyAuthenticate),
        19 => Match(name, "Proxy-Authorization"u8, FieldKind.ProxyAuthorization),
        25 => Match(name, "Proxy-Authentication-Info"u8, FieldKind.ProxyAuthenticationInfo),
        _ => FieldKind.Other,
    };

    private static FieldKind Match(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, FieldKind kind)
        => FieldSyntax.EqualsIgnoreCase(name, known) ? kind : FieldKind.Other;

    private static FieldKind Match(ReadOnlySpan<byte> name, ReadOnlySpan<byte> first, FieldKind firstKind, ReadOnlySpan<byte> second, FieldKind secondKind)
        => FieldSyntax.EqualsIgnoreCase(name, first) ? firstKind : Match(name, second, secondKind);
}
