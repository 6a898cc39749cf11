using System.Text.Json;

namespace Proximity.Control;

/// <summary>
/// The shape of a JSON text: which members it has, and of which kinds, at which pointers (RFC 6901). The elements of an array count as one,
/// <c>*</c>.
/// </summary>
internal static class JsonShape
{
    /// <summary>More places than any person compares.</summary>
    private const int MostPlaces = 2_000;

    private const int MostDepth = 64;

    /// <summary>The kinds at each pointer, in order; null when the text is no JSON.</summary>
    public static SortedDictionary<string, string>? Of(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MostDepth });
            var kinds = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
            Add(document.RootElement, string.Empty, kinds);
            return new(kinds.ToDictionary(entry => entry.Key, entry => string.Join('|', entry.Value)), StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is different, place by place.</summary>
    public static IEnumerable<FlowDifference> Differences(
        SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        foreach (var place in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, isNow) = (before.GetValueOrDefault(place), after.GetValueOrDefault(place));
            var name = place.Length == 0 ? "(root)" : place;
            if (was is null)
            {
                yield return new(name, DifferenceKind.Added, null, isNow);
            }
            else if (isNow is null)
            {
                yield return new(name, DifferenceKind.Removed, was, null);
            }
            else if (was != isNow)
            {
                yield return FlowDifference.Changed(name, was, isNow);
            }
        }
    }

    private static void Add(JsonElement element, string place, SortedDictionary<string, SortedSet<string>> kinds)
    {
        if (!kinds.TryGetValue(place, out var known))
        {
            if (kinds.Count >= MostPlaces)
            {
                return;
            }

            kinds[place] = known = new SortedSet<string>(StringComparer.Ordinal);
        }

        known.Add(Kind(element.ValueKind));
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                var name = member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
                Add(member.Value, $"{place}/{name}", kinds);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Add(item, $"{place}/*", kinds);
            }
        }
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
