using System.Text.Json;
using Proximity.Filters.Matching;

namespace Proximity.Filters.Evaluation;

/// <summary>
/// Looks for values in JSON by a pointer (RFC 6901), in which <c>*</c> is any member or element. A name alone is one of the root.
/// </summary>
internal static class JsonPointer
{
    public static bool Any(JsonElement root, string pointer, TextMatcher matcher)
        => Walk(root, pointer.StartsWith('/') ? pointer.AsSpan(1) : pointer, pointer.Length == 0, matcher);

    private static bool Walk(JsonElement element, ReadOnlySpan<char> rest, bool isAtEnd, TextMatcher matcher)
    {
        if (isAtEnd)
        {
            return Matches(element, matcher);
        }

        int slash = rest.IndexOf('/');
        ReadOnlySpan<char> token = slash < 0 ? rest : rest[..slash];
        ReadOnlySpan<char> behind = slash < 0 ? default : rest[(slash + 1)..];
        bool isLast = slash < 0;
        return element.ValueKind switch
        {
            JsonValueKind.Object => InObject(element, token, behind, isLast, matcher),
            JsonValueKind.Array => InArray(element, token, behind, isLast, matcher),
            _ => false,
        };
    }

    private static bool InObject(JsonElement element, ReadOnlySpan<char> token, ReadOnlySpan<char> behind, bool isLast, TextMatcher matcher)
    {
        if (token is not "*")
        {
            string name = token.ToString().Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            return element.TryGetProperty(name, out JsonElement value) && Walk(value, behind, isLast, matcher);
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (Walk(property.Value, behind, isLast, matcher))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InArray(JsonElement element, ReadOnlySpan<char> token, ReadOnlySpan<char> behind, bool isLast, TextMatcher matcher)
    {
        if (token is not "*")
        {
            return uint.TryParse(token, out uint index) && index < element.GetArrayLength()
                && Walk(element[(int)index], behind, isLast, matcher);
        }

        foreach (JsonElement item in element.EnumerateArray())
        {
            if (Walk(item, behind, isLast, matcher))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A string by what it says, anything else as it is written.</summary>
    private static bool Matches(JsonElement element, TextMatcher matcher)
    {
        try
        {
            return matcher.Matches(element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText());
        }
        catch (InvalidOperationException)
        {
            // The string holds half of a surrogate pair: it is no text.
            return false;
        }
    }
}
