using Proximity.Filters.Matching;

namespace Proximity.Filters.Evaluation;

/// <summary>Names and values within one text: a query, a cookie field.</summary>
internal static class NamedValues
{
    /// <summary>A parameter of a query in the form of HTML forms: percent-decoded, a plus is a space.</summary>
    public static bool AnyParameter(ReadOnlySpan<char> query, string name, TextMatcher matcher)
    {
        foreach (Range range in query.Split('&'))
        {
            Cut(query[range], out ReadOnlySpan<char> before, out ReadOnlySpan<char> value);
            if (Decode(before).SequenceEqual(name) && matcher.Matches(Decode(value)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A cookie in a Cookie field (RFC 6265 §4.2.1).</summary>
    public static bool AnyCookie(ReadOnlySpan<char> field, string name, TextMatcher matcher)
    {
        foreach (Range range in field.Split(';'))
        {
            Cut(field[range].Trim(" \t"), out ReadOnlySpan<char> before, out ReadOnlySpan<char> value);
            if (before.SequenceEqual(name) && matcher.Matches(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The cookie of a Set-Cookie field (RFC 6265 §4.1.1), without its attributes.</summary>
    public static bool IsCookieSet(ReadOnlySpan<char> field, string name, TextMatcher matcher)
    {
        int end = field.IndexOf(';');
        Cut((end < 0 ? field : field[..end]).Trim(" \t"), out ReadOnlySpan<char> before, out ReadOnlySpan<char> value);
        return before.SequenceEqual(name) && matcher.Matches(value);
    }

    private static void Cut(ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        int equals = text.IndexOf('=');
        name = equals < 0 ? text : text[..equals];
        value = equals < 0 ? default : text[(equals + 1)..];
    }

    /// <summary>Makes a new text only where there is something to decode.</summary>
    private static ReadOnlySpan<char> Decode(ReadOnlySpan<char> text)
        => text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text;
}
