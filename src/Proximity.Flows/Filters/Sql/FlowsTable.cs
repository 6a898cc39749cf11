using System.Text;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;

namespace Proximity.Filters.Sql;

/// <summary>
/// The table that filters are translated for: a row for each flow that has ended. Times and durations are whole microseconds, texts as
/// the fields of the catalogue have them, what is absent is NULL.
/// </summary>
internal static class FlowsTable
{
    public const string Name = "flow";
    public const string Flags = "flags";

    /// <summary>The whole URL, put together of the columns.</summary>
    public static string Url(SqlDialect dialect) => string.Concat(
        $"(CASE WHEN {IsFlag(FilterFlag.Tunnel)} THEN '' ELSE coalesce(scheme, '') || '://' END",
        " || CASE WHEN host IS NULL THEN '' WHEN ", dialect.Position, "(host, ':') > 0 THEN '[' || host || ']' ELSE host END",
        $" || CASE WHEN port IS NULL OR (NOT {IsFlag(FilterFlag.Tunnel)} AND port = CASE WHEN scheme = 'https' THEN 443 ELSE 80 END)",
        " THEN '' ELSE ':' || port END",
        " || coalesce(path, '') || CASE WHEN query IS NULL THEN '' ELSE '?' || query END)");

    /// <summary>Every column but the key, in their order.</summary>
    public static IReadOnlyList<SqlColumn> Columns { get; } =
    [
        .. FieldCatalogue.All.Where(field => field.Column is not null).Select(field => new SqlColumn(field.Column!, TypeOf(field), field)),
        new SqlColumn(Flags, "INTEGER NOT NULL", null),
    ];

    /// <summary>What makes the table in SQLite. Its key is the order in which flows were stored.</summary>
    public static string SqliteDefinition { get; } = Definition();

    /// <summary>A condition that holds for the flows that a flag is true of.</summary>
    public static string IsFlag(FilterFlag flag) => $"({Flags} & {1L << (int)flag}) <> 0";

    /// <summary>The row of a flow that has ended.</summary>
    public static object?[] Row(FieldReader reader)
        => [.. Columns.Select(column => column.Field is { } field ? Value(reader, field) : FlagsOf(reader))];

    /// <summary>The flags of a flow, a bit for each.</summary>
    public static long FlagsOf(FieldReader reader)
    {
        // Every flow of a store comes through here: no closures.
        long flags = 0;
        IReadOnlyList<FlagEntry> all = FlagCatalogue.All;
        for (int i = 0; i < all.Count; i++)
        {
            if (!all[i].IsReserved && reader.Is(all[i].Flag))
            {
                flags |= 1L << (int)all[i].Flag;
            }
        }

        return flags;
    }

    private static string TypeOf(FilterField field) => !field.IsNumeric ? "TEXT" : field.Type == FieldType.Number ? "REAL" : "INTEGER";

    private static object? Value(FieldReader reader, FilterField field)
    {
        if (field.IsNumeric)
        {
            return reader.Number(field.Id) is not { } number ? null : field.Type == FieldType.Number ? number : (object)(long)number;
        }

        var shown = new ShownText();
        return reader.AnyText(field.Id, null, shown) ? shown.Text : null;
    }

    private static string Definition()
    {
        var text = new StringBuilder($"CREATE TABLE {Name}(id INTEGER PRIMARY KEY");
        foreach (SqlColumn column in Columns)
        {
            text.Append(",\n  ").Append(column.Name).Append(' ').Append(column.Type);
        }

        text.Append(") STRICT;\n");
        foreach (FilterField field in FieldCatalogue.All.Where(field => field.IsIndexed))
        {
            text.Append($"CREATE INDEX {Name}_{field.Column} ON {Name}({field.Column});\n");
        }

        return text.ToString();
    }

    /// <summary>Keeps the text that it is shown.</summary>
    private sealed class ShownText : TextMatcher
    {
        public string? Text { get; private set; }

        public override bool Matches(ReadOnlySpan<char> text)
        {
            Text = text.ToString();
            return true;
        }
    }
}
