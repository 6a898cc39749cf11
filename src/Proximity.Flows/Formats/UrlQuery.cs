namespace Proximity.Formats;

/// <summary>Reads the parameters of a query or of an URL-encoded form (WHATWG URL §5.1).</summary>
internal static class UrlQuery
{
    /// <summary>The parameters of a URL's query, decoded, in their order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfUrl(string url)
    {
        int question = url.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? [] : Parse(url[(question + 1)..]);
    }

    /// <summary>The parameters of <c>a=1&amp;b=2</c>, decoded, in their order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string text)
        => text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(ToPair);

    public static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static KeyValuePair<string, string> ToPair(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(Decode(part), string.Empty) : new(Decode(part[..equals]), Decode(part[(equals + 1)..]));
    }
}
