namespace Proximity.Protocol.Targets;

/// <summary>Hides the user information of URLs (RFC 3986 §3.2.1), which may hold a password.</summary>
internal static class UserInformation
{
    public const string Mask = "***";

    /// <summary>The text with the user information of each absolute URL in it masked.</summary>
    public static string MaskIn(string text)
    {
        // A field may hold several URLs, and a query another one.
        for (int scheme = text.IndexOf("://", StringComparison.Ordinal); scheme >= 0; scheme = text.IndexOf("://", scheme + 3, StringComparison.Ordinal))
        {
            text = MaskAt(text, scheme + 3);
        }

        return text;
    }

    /// <summary>The text with the user information of the authority that begins at <paramref name="start"/> masked.</summary>
    public static string MaskAt(string text, int start)
    {
        int end = EndOfAuthority(text, start);
        int at = end == start ? -1 : text.LastIndexOf('@', end - 1, end - start);
        return at < 0 ? text : MaskUpTo(text, start, at);
    }

    /// <summary>The text with all masked that stands between <paramref name="start"/> and its last at sign, if there is one.</summary>
    public static string MaskBeforeLastAt(string text, int start)
    {
        int at = text.LastIndexOf('@');
        return at < start ? text : MaskUpTo(text, start, at);
    }

    private static int EndOfAuthority(string text, int start)
    {
        int length = text.AsSpan(start).IndexOfAny("/?# ");
        return length < 0 ? text.Length : start + length;
    }

    private static string MaskUpTo(string text, int start, int at) => string.Concat(text.AsSpan(0, start), Mask, text.AsSpan(at));
}
