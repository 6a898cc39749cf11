using System.Text;

namespace Proximity.Cli.Recordings;

/// <summary>A small table whose rows are all known: columns as wide as their longest value, within a terminal's width.</summary>
/// <param name="titles">What stands over the columns.</param>
internal sealed class TextTable(params IReadOnlyList<string> titles)
{
    private const int Gap = 2;
    private const int LeastWidth = 6;

    private readonly List<IReadOnlyList<string>> rows = [];

    /// <summary>How many columns hold texts; the ones behind hold numbers and stand at the right.</summary>
    public int TextColumns { get; init; } = int.MaxValue;

    public void Add(params IReadOnlyList<string> row) => rows.Add(row);

    /// <summary>The title and the rows.</summary>
    /// <param name="width">How many columns a line may have; null for as many as it needs.</param>
    public IEnumerable<string> Lines(int? width)
    {
        var widths = Fit(width ?? int.MaxValue);
        return rows.Prepend([.. titles.Select(title => title.ToUpperInvariant())]).Select(row => Line(row, widths));
    }

    /// <summary>The title and the rows, with a tab between the values.</summary>
    public IEnumerable<string> Plain() => rows.Prepend(titles).Select(row => string.Join('\t', row));

    private string Line(IReadOnlyList<string> row, int[] widths)
    {
        var line = new StringBuilder();
        for (var at = 0; at < widths.Length; at++)
        {
            line.Append(at == 0 ? "" : new string(' ', Gap)).Append(TextCells.Fit(row[at], widths[at], at >= TextColumns));
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>The widest texts give way first.</summary>
    private int[] Fit(int width)
    {
        int[] widths = [.. titles.Select((title, at) => rows.Select(row => TextCells.Count(row[at])).Append(title.Length).Max())];
        while (widths.Sum() + (Gap * (widths.Length - 1)) > width)
        {
            var widest = Enumerable.Range(0, Math.Min(TextColumns, widths.Length)).MaxBy(at => widths[at]);
            if (widths.Length == 0 || TextColumns == 0 || widths[widest] <= LeastWidth)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }
}
