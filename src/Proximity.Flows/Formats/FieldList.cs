namespace Proximity.Formats;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>Looks fields up in a list of them, in any case.</summary>
internal static class FieldList
{
    /// <summary>The first value; null when the field is absent.</summary>
    public static string? First(Fields fields, string name)
    {
        foreach ((string present, string value) in fields)
        {
            if (present.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    public static IEnumerable<string> All(Fields fields, string name)
        => fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value);

    public static bool Has(Fields fields, string name) => First(fields, name) is not null;

    /// <summary>The list without the fields of these names.</summary>
    public static Fields Without(Fields fields, params ReadOnlySpan<string> names)
    {
        List<KeyValuePair<string, string>> kept = [];
        foreach (KeyValuePair<string, string> field in fields)
        {
            if (!names.Contains(field.Key, StringComparer.OrdinalIgnoreCase))
            {
                kept.Add(field);
            }
        }

        return kept;
    }
}
