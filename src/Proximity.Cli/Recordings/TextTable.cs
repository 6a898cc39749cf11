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

    /// <summary>
    /// The columns that are left out first, in this order, where texts cannot give way any more; behind them, or without any, the last
    /// ones.
    /// </summary>
    public IReadOnlyList<int> LeftOutFirst { get; init; } = [];

    public void Add(params IReadOnlyList<string> row) => rows.Add(row);

    /// <summary>The title and the rows.</summary>
    /// <param name="width">How many columns a line may have.</param>
    /// <param name="leftOut">The titles of the columns that had no room.</param>
    public IEnumerable<string> Lines(int width, out IReadOnlyList<string> leftOut)
    {
        int[] natural = [.. titles.Select((title, at) => rows.Select(row => TextCells.Count(row[at])).Append(title.Length).Max())];
        List<int> shown = [.. Enumerable.Range(0, titles.Count)];
        var widths = Fit(shown, natural, width);
        while (shown.Count > 1 && Sum(widths) > width)
        {
            var first = LeftOutFirst.FirstOrDefault(shown.Contains, shown[^1]);
            shown.Remove(first);
            widths = Fit(shown, natural, width);
        }

        if (Sum(widths) > width)
        {
            widths[0] = width;
        }

        leftOut = [.. titles.Where((_, at) => !shown.Contains(at))];
        return rows.Prepend([.. titles.Select(title => title.ToUpperInvariant())]).Select(row => Line(row, shown, widths));
    }

    /// <summary>The title and the rows, with a tab between the values.</summary>
    public IEnumerable<string> Plain() => rows.Prepend(titles).Select(row => string.Join('\t', row));

    private string Line(IReadOnlyList<string> row, List<int> shown, int[] widths)
    {
        var line = new StringBuilder();
        for (var at = 0; at < widths.Length; at++)
        {
            line.Append(at == 0 ? "" : new string(' ', Gap)).Append(TextCells.Fit(row[shown[at]], widths[at], shown[at] >= TextColumns));
        }

        return line.ToString().TrimEnd();
    }

    private static int Sum(int[] widths) => widths.Sum() + (Gap * (widths.Length - 1));

    /// <summary>The widest texts give way first.</summary>
    private int[] Fit(List<int> shown, int[] natural, int width)
    {
        int[] widths = [.. shown.Select(column => natural[column])];
        int[] texts = [.. Enumerable.Range(0, shown.Count).Where(at => shown[at] < TextColumns)];
        while (texts.Length > 0 && Sum(widths) > width)
        {
            var widest = texts.MaxBy(at => widths[at]);
            if (widths[widest] <= LeastWidth)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }
}
