namespace Proximity.Protocol.Heads;

/// <summary>
/// The authentication schemes that identify the user of a connection, and not the sender of one request: what a client proved on a
/// connection holds for everything that comes on it
/// afterwards (RFC 4559 §6; RFC 9110 §11.1 warns of them). Such a connection must not serve another client.
/// </summary>
internal static class ConnectionAuthentication
{
    /// <summary>True when the request brings credentials of such a scheme.</summary>
    public static bool IsCarried(RequestHead head)
    {
        if (!head.Has(FieldKind.Authorization))
        {
            return false;
        }

        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.Kind == FieldKind.Authorization && BeginsWithScheme(head.Value(field)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the response offers such a scheme, or goes on with it.</summary>
    public static bool IsOffered(ResponseHead head)
    {
        if (!head.Has(FieldKind.WwwAuthenticate) && !head.Has(FieldKind.ProxyAuthenticate))
        {
            return false;
        }

        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.Kind is FieldKind.WwwAuthenticate or FieldKind.ProxyAuthenticate && ListsScheme(head.Value(field)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Looks at the beginning of each member of a list of challenges (RFC 9110 §11.6.1), which are schemes and parameters mixed. Commas in
    /// quoted strings separate nothing, unless a string has
    /// no end: then all do, because a connection that is kept apart for nothing does less harm than one that is shared.
    /// </summary>
    private static bool ListsScheme(ReadOnlySpan<byte> list, bool honoursQuotes = true)
    {
        bool isQuoted = false;
        int start = 0;
        for (int at = 0; at <= list.Length; at++)
        {
            if (at == list.Length || (list[at] == ',' && !isQuoted))
            {
                if (BeginsWithScheme(FieldSyntax.Trim(list[start..at])))
                {
                    return true;
                }

                start = at + 1;
            }
            else if (isQuoted && list[at] == '\\')
            {
                at = Math.Min(at + 1, list.Length - 1);
            }
            else if (list[at] == '"')
            {
                isQuoted = honoursQuotes && !isQuoted;
            }
        }

        return isQuoted && ListsScheme(list, honoursQuotes: false);
    }

    private static bool BeginsWithScheme(ReadOnlySpan<byte> text)
    {
        int length = FieldSyntax.TokenLength(text);
        ReadOnlySpan<byte> scheme = text[..length];
        bool isScheme = FieldSyntax.EqualsIgnoreCase(scheme, "NTLM"u8)
            || FieldSyntax.EqualsIgnoreCase(scheme, "Negotiate"u8)
            || FieldSyntax.EqualsIgnoreCase(scheme, "Kerberos"u8);

        // A parameter may be called so too.
        return isScheme && !FieldSyntax.Trim(text[length..]).StartsWith("="u8);
    }
}
