using System.Collections.Frozen;

namespace Proximity.Control;

/// <summary>What each error code means and what to do about it: the table of docs/errors.md, which is built in.</summary>
internal static class ErrorCatalogue
{
    private const string Page = "Proximity.Control.errors.md";
    private const int Columns = 5;

    private static readonly Lazy<FrozenDictionary<string, ErrorFacts>> Entries = new(Read);

    /// <summary>Every code.</summary>
    public static IEnumerable<ErrorFacts> All => Entries.Value.Values;

    /// <summary>What is known of a code; the code alone when it is not in the table.</summary>
    public static ErrorFacts Of(string code) => Entries.Value.GetValueOrDefault(code) ?? new ErrorFacts(code, "The exchange failed.", "");

    private static FrozenDictionary<string, ErrorFacts> Read()
    {
        using Stream page = typeof(ErrorCatalogue).Assembly.GetManifestResourceStream(Page)
            ?? throw new InvalidOperationException("The table of errors is not built in.");
        using var reader = new StreamReader(page);
        Dictionary<string, ErrorFacts> entries = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length == Columns && cells[0] is ['`', .. var code, '`'])
            {
                entries.TryAdd(code, new ErrorFacts(code, Plain(cells[1]), Plain(cells[^1])));
            }
        }

        return entries.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);
}
