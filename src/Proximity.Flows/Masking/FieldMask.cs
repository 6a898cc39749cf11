namespace Proximity.Masking;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>Masks header and trailer fields. Of cookies the names stay, of credentials the scheme: a reader sees what was sent.</summary>
internal static class FieldMask
{
    private static readonly HashSet<string> UrlFields =
        new(StringComparer.OrdinalIgnoreCase) { "Referer", "Location", "Content-Location", "Refresh", "Link", "Origin" };

    private static readonly HashSet<string> CredentialFields =
        new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization" };

    /// <summary>The fields masked; the very list when there is nothing to mask.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="scope">What masks.</param>
    /// <param name="message">Which message they belong to, and whether they are trailers.</param>
    public static Fields Mask(Fields fields, MaskScope scope, string message)
    {
        KeyValuePair<string, string>[]? masked = null;
        for (int i = 0; i < fields.Count; i++)
        {
            (string name, string value) = fields[i];
            string changed = Value(name, value, scope, $"{message} field {name}");
            if (changed != value)
            {
                masked ??= [.. fields];
                masked[i] = new(name, changed);
            }
        }

        return masked ?? fields;
    }

    private static string Value(string name, string value, MaskScope scope, string place)
    {
        if (!scope.Names.IsField(name))
        {
            return UrlFields.Contains(name) ? UrlMask.Url(value, scope, place) : scope.Shaped(value, place);
        }

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            return string.Join(';', value.Split(';').Select(pair => Pair(pair, scope, place)));
        }

        if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        {
            int end = value.IndexOf(';', StringComparison.Ordinal);
            return end < 0 ? Pair(value, scope, place) : Pair(value[..end], scope, place) + value[end..];
        }

        return CredentialFields.Contains(name) ? Credentials(value, scope, place) : scope.Named(value, place);
    }

    /// <summary>A cookie: what stands before the equals sign stays, blanks too.</summary>
    private static string Pair(string pair, MaskScope scope, string place)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? string.Empty : pair[..equals].Trim();
        string value = pair[(equals + 1)..];
        string trimmed = value.Trim();
        return pair[..(equals + 1)] + value.Replace(trimmed.Length == 0
            ? "\0"
            : trimmed, scope.Named(trimmed, $"{place} cookie {name}"), StringComparison.Ordinal);
    }

    /// <summary>RFC 9110 §11.4: a scheme, a space and the credentials. What has no scheme is masked whole.</summary>
    private static string Credentials(string value, MaskScope scope, string place)
    {
        int space = value.IndexOf(' ', StringComparison.Ordinal);
        bool hasScheme = space > 0 && value.AsSpan(0, space).IndexOfAnyExceptInRange('-', 'z') < 0;
        return hasScheme ? value[..(space + 1)] + scope.Named(value[(space + 1)..].TrimStart(), place) : scope.Named(value, place);
    }
}
