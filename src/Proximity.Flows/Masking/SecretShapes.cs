using System.Buffers;
using System.Text;
using Proximity.Formats;

namespace Proximity.Masking;

/// <summary>
/// Finds secrets in a text by how they look: JSON Web Tokens (RFC 7519), private keys in PEM (RFC 7468), keys of known issuers,
/// credentials behind the name of their scheme, passwords in URLs, payment cards.
/// </summary>
internal static class SecretShapes
{
    private const string JwtPrefix = "eyJ";
    private const string PemPrefix = "-----BEGIN ";
    private const string PemEnd = "-----END ";
    private const string BearerScheme = "bearer ";
    private const string BasicScheme = "basic ";
    private const string TelegramPrefix = ":AA";
    private const string AuthorityPrefix = "://";
    private const int FewestBearerCharacters = 16;

    private static readonly Dictionary<string, KeyForm> FormsByPrefix = KeyForms.All.ToDictionary(form
        => form.Prefix, StringComparer.Ordinal);

    /// <summary>The longer ones first: one prefix may begin with another.</summary>
    private static readonly string[] Prefixes =
    [
        .. FormsByPrefix.Keys.Concat(
            [
                JwtPrefix, PemPrefix, AuthorityPrefix, TelegramPrefix,
                "Bearer ", BearerScheme, "BEARER ", "Basic ", BasicScheme, "BASIC ",
            ]).OrderByDescending(prefix => prefix.Length),
    ];

    private static readonly SearchValues<string> PrefixSearch = SearchValues.Create(Prefixes, StringComparison.Ordinal);

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \"'<>\\\r\n\t");

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=");

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> JwtCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The secrets in their order; none overlaps another. Null when there are none.</summary>
    public static List<Secret>? Find(ReadOnlySpan<char> text)
    {
        List<Secret>? found = null;
        AddPrefixed(text, ref found);
        AddCards(text, ref found);
        found?.Sort((first, second) => first.Start.CompareTo(second.Start));
        return found;
    }

    private static void AddPrefixed(ReadOnlySpan<char> text, ref List<Secret>? found)
    {
        int position = 0;
        while (text[position..].IndexOfAny(PrefixSearch) is >= 0 and var offset)
        {
            int start = position + offset;
            Secret? secret = At(text, start);
            if (secret is { Length: > 0 } real && !SecretMarks.IsMark(text.Slice(real.Start, real.Length)))
            {
                (found ??= []).Add(real);
            }

            position = secret is { } known ? Math.Max(start + 1, known.End) : start + 1;
        }
    }

    /// <summary>The secret whose prefix is here, the longest prefix first.</summary>
    private static Secret? At(ReadOnlySpan<char> text, int start)
    {
        foreach (string prefix in Prefixes)
        {
            if (text[start..].StartsWith(prefix) && OfPrefix(text, start, prefix) is { } secret)
            {
                return secret;
            }
        }

        return null;
    }

    private static Secret? OfPrefix(ReadOnlySpan<char> text, int start, string prefix) => prefix switch
    {
        PemPrefix => Pem(text, start),
        AuthorityPrefix => UserInformation(text, start + prefix.Length),
        TelegramPrefix => TelegramToken(text, start),
        _ when start > 0 && char.IsLetterOrDigit(text[start - 1]) => null,
        JwtPrefix => Jwt(text, start),
        _ when prefix.Equals(BearerScheme, StringComparison.OrdinalIgnoreCase) => Bearer(text, start + prefix.Length),
        _ when prefix.Equals(BasicScheme, StringComparison.OrdinalIgnoreCase) => Basic(text, start + prefix.Length),
        _ => Key(text, start, FormsByPrefix[prefix]),
    };

    private static Secret? Key(ReadOnlySpan<char> text, int start, KeyForm form)
    {
        int length = Run(text[(start + form.Prefix.Length)..], form.Characters);
        ReadOnlySpan<char> rest = text.Slice(start + form.Prefix.Length, length);
        bool fits = length >= form.Fewest
            && length <= form.Most
            && (!form.NeedsDigit || (rest.ContainsAnyInRange('0', '9') && rest.IndexOfAnyInRange('a', 'z') >= 0));
        if (!fits)
        {
            return null;
        }

        // Of what names itself, a setting for one, the name stays.
        return form.Prefix.EndsWith('=')
            ? new Secret(start + form.Prefix.Length, length, form.Kind)
            : new Secret(start, form.Prefix.Length + length, form.Kind);
    }

    /// <summary>Three parts or five, and the first one is an object.</summary>
    private static Secret? Jwt(ReadOnlySpan<char> text, int start)
    {
        int length = Run(text[start..], JwtCharacters);
        ReadOnlySpan<char> token = text.Slice(start, length).TrimEnd('.');
        int dots = token.Count('.');
        int first = token.IndexOf('.');
        if (first < 0 || dots > 4 || (dots == 1 && token.Length == length))
        {
            return null;
        }

        byte[]? header = Base64Text.Decode(token[..first].ToString());
        bool isObject = header is [(byte)'{', ..] && header[^1] == '}' && header.AsSpan().IndexOf("\"alg\""u8) >= 0;
        return isObject ? new Secret(start, dots == 1 ? token.Length + 1 : token.Length, "JSON Web Token") : null;
    }

    /// <summary>What stands between the two lines; to the end of the text when the second one is missing.</summary>
    private static Secret? Pem(ReadOnlySpan<char> text, int start)
    {
        ReadOnlySpan<char> label = text[(start + PemPrefix.Length)..];
        int labelEnd = label.IndexOf("-----");
        if (labelEnd is < 0 or > 64 || label[..labelEnd].IndexOf("PRIVATE KEY") < 0)
        {
            return null;
        }

        int begin = start + PemPrefix.Length + labelEnd + 5;
        int length = text[begin..].IndexOf(PemEnd);
        ReadOnlySpan<char> content = length < 0 ? text[begin..] : text.Slice(begin, length);
        int leading = content.Length - content.TrimStart("\r\n \t").Length;
        return new Secret(begin + leading, content.Trim("\r\n \t").Length, "private key");
    }

    private static Secret? Bearer(ReadOnlySpan<char> text, int start)
    {
        int length = Run(text[start..], TokenCharacters);
        ReadOnlySpan<char> token = text.Slice(start, length);
        return length >= FewestBearerCharacters && token.ContainsAnyInRange('0', '9') ? new Secret(start, length, "bearer token") : null;
    }

    private static Secret? Basic(ReadOnlySpan<char> text, int start)
    {
        int length = Run(text[start..], TokenCharacters);
        byte[]? decoded = length >= 4 ? Base64Text.Decode(text.Slice(start, length).ToString()) : null;
        return decoded is not null && decoded.AsSpan().Contains((byte)':') && Ascii.IsValid(decoded)
            ? new Secret(start, length, "basic credentials")
            : null;
    }

    /// <summary>The number of a bot, a colon, and 35 characters that begin with two As.</summary>
    private static Secret? TelegramToken(ReadOnlySpan<char> text, int colon)
    {
        const int Characters = 35;
        int number = text[..colon].Length - text[..colon].TrimEnd("0123456789").Length;
        int length = Run(text[(colon + 1)..], WordCharacters);
        return number is >= 6 and <= 12 && length == Characters
            ? new Secret(colon - number, number + 1 + length, "Telegram token")
            : null;
    }

    /// <summary>User and password before the host of a URL (RFC 3986 §3.2.1). A user alone is none.</summary>
    private static Secret? UserInformation(ReadOnlySpan<char> text, int start)
    {
        ReadOnlySpan<char> rest = text[start..];
        int end = rest.IndexOfAny(AuthorityEnds);
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        int at = authority.LastIndexOf('@');
        return at > 0 && authority[..at].Contains(':') ? new Secret(start, at, "user information of a URL") : null;
    }

    private static int Run(ReadOnlySpan<char> text, SearchValues<char> characters)
        => text.IndexOfAnyExcept(characters) is >= 0 and var end ? end : text.Length;

    private static void AddCards(ReadOnlySpan<char> text, ref List<Secret>? found)
    {
        int position = 0;
        while (text[position..].IndexOfAnyInRange('2', '6') is >= 0 and var offset)
        {
            int start = position + offset;
            int length = start > 0 && char.IsAsciiDigit(text[start - 1]) ? 0 : CardNumbers.LengthAt(text, start);
            if (length > 0 && found?.Exists(other => other.Start < start + length && start < other.End) != true)
            {
                (found ??= []).Add(new Secret(start, length, "card number"));
            }

            // The rest of a run of digits begins nothing.
            position = length > 0 ? start + length : SkipDigits(text, start);
        }
    }

    private static int SkipDigits(ReadOnlySpan<char> text, int position)
        => text[position..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var length ? position + length : text.Length;
}
