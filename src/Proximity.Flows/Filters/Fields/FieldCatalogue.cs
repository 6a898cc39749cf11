using System.Collections.Frozen;

namespace Proximity.Filters.Fields;

/// <summary>
/// Every field there is, once: the parser, completion, the docs page and the SQL columns all read this table.
/// </summary>
internal static class FieldCatalogue
{
    /// <summary>The fields in the order in which people read about them.</summary>
    public static IReadOnlyList<FilterField> All { get; } =
    [
        .. ConnectionFields.All,
        .. RequestFields.All,
        .. ResponseFields.All,
        .. ExchangeFields.All,
        .. CompositeFields.All,
    ];

    private static readonly FrozenDictionary<string, FilterField[]> ByName = All
        .GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

    private static readonly FilterField[] ById = [.. All.OrderBy(field => field.Id)];

    /// <summary>The names by which fields are known, without keys and each once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(field => field.Name).Distinct()];

    public static FilterField Of(FieldId id) => ById[(int)id];

    /// <summary>The field of a name, with or without a key; null when there is none.</summary>
    public static FilterField? Find(string name, bool hasKey)
        => ByName.TryGetValue(LongPrefix(name), out FilterField[]? fields)
            ? Array.Find(fields, field => (field.Key == FieldKey.Required) == hasKey)
            : null;

    /// <summary>True when the name is a field's, be it with a key or without.</summary>
    public static bool IsName(string name) => ByName.ContainsKey(LongPrefix(name));

    /// <summary>How a field is written in full, such as <c>header[x]</c>.</summary>
    public static string Describe(FilterField field) => field.Key switch
    {
        FieldKey.Required => $"{field.Name}[x]",
        _ => field.Name,
    };

    /// <summary>The prefixes <c>request.</c> and <c>response.</c> are taken for the short ones.</summary>
    private static string LongPrefix(string name)
        => name.StartsWith("request.", StringComparison.OrdinalIgnoreCase) ? string.Concat("req.", name.AsSpan("request.".Length))
            : name.StartsWith("response.", StringComparison.OrdinalIgnoreCase) ? string.Concat("res.", name.AsSpan("response.".Length))
            : name;
}
