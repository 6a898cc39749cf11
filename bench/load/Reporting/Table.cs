using System.Globalization;
using Proximity.Load.Comparing;

namespace Proximity.Load.Reporting;

/// <summary>A workload's report as rows of text, for terminals and for pages.</summary>
internal sealed class Table
{
    public Table(WorkloadReport report)
    {
        var metrics = report.Metrics.Select(Metric.Named).ToArray();
        Headings = ["", metrics[0].Heading, "× HAProxy", "× best peer", .. metrics.Skip(1).SelectMany(metric => metric.ComparesWithDirect ? [metric.Heading, "× direct"] : new[] { metric.Heading })];
        Rows = [.. report.Rows.Select(row => Cells(report, row, metrics))];
    }

    public IReadOnlyList<string> Headings { get; }

    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    public IEnumerable<string> ToText()
    {
        int[] widths = [.. Headings.Select((heading, column) => Rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        return Rows.Prepend(Headings).Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
    }

    public IEnumerable<string> ToMarkdown()
    {
        yield return $"| {string.Join(" | ", Headings)} |";
        yield return $"|---|{string.Concat(Headings.Skip(1).Select(_ => "---:|"))}";
        foreach (var row in Rows)
        {
            yield return $"| {string.Join(" | ", row)} |";
        }
    }

    private static List<string> Cells(WorkloadReport report, RowReport row, Metric[] metrics)
    {
        List<string> cells = [row.Failure is null ? row.Name : row.Name + " (failed)", metrics[0].Print(row.Figure(metrics[0].Name)), Ratio(report.ToHaProxy(row)), Ratio(report.ToBestPeer(row))];
        foreach (var metric in metrics.Skip(1))
        {
            cells.Add(metric.Print(row.Figure(metric.Name)));
            if (metric.ComparesWithDirect)
            {
                cells.Add(Ratio(report.ToDirect(row, metric.Name)));
            }
        }

        return cells;
    }

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
}
