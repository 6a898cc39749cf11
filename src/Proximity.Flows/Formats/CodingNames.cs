namespace Proximity.Formats;

/// <summary>The codings that <c>Content-Encoding</c> declares, in the order applied and in lower case.</summary>
internal static class CodingNames
{
    private const StringSplitOptions Split = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    public static string[] Of(IReadOnlyList<KeyValuePair<string, string>> headers)
        => [.. FieldList.All(headers, "Content-Encoding")
            .SelectMany(value => value.ToLowerInvariant().Split(',', Split))
            .Where(coding => coding != "identity")];
}
