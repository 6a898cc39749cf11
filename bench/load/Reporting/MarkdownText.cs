using System.Globalization;
using Proximity.Load.Comparing;

namespace Proximity.Load.Reporting;

/// <summary>A report as the lines of a page: the machine, all workloads at a glance, the targets, where Proximity is behind, and every figure.</summary>
internal sealed class MarkdownText(Report report)
{
    public IEnumerable<string> Lines() => [.. Surroundings(), .. Overview(), .. Targets(), .. Losses(), .. report.Workloads.SelectMany(Workload)];

    private IEnumerable<string> Surroundings() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Medians of {report.Rounds} rounds of {report.Seconds} seconds each."),
        "",
        "| what | which |",
        "|---|---|",
        .. report.Machine.Concat(report.Versions).Select(entry => $"| {entry.Key} | {entry.Value} |"),
        "",
    ];

    private IEnumerable<string> Overview()
    {
        string[] names = [.. report.Workloads.SelectMany(workload => workload.Rows).Where(row => row.IsProxy).Select(row => row.Name).Distinct()];
        return
        [
            "### At a glance",
            "",
            "The figure that decides, less is better.",
            "",
            $"| workload | figure | {string.Join(" | ", names)} |",
            $"|---|---|{string.Concat(names.Select(_ => "---:|"))}",
            .. report.Workloads.Select(workload => $"| {workload.Name} | {Metric.Named(workload.Metrics[0]).Heading} | {string.Join(" | ", names.Select(name => Cell(workload, name)))} |"),
            "",
        ];
    }

    private static string Cell(WorkloadReport workload, string name)
    {
        var metric = Metric.Named(workload.Metrics[0]);
        var row = workload.Rows.FirstOrDefault(row => row.Name == name);
        return row is null ? "" : row.Failure is null ? metric.Print(row.Figure(metric.Name)) : "failed";
    }

    private IEnumerable<string> Targets() =>
    [
        "### Targets",
        "",
        "| target | at most | the worst figure | in | reached |",
        "|---|---:|---:|---|---|",
        .. Target.All.Select(target => (target, worst: target.Worst(report))).Where(judged => judged.worst is not null).Select(judged => Judged(judged.target, judged.worst!.Value)),
        "",
    ];

    private static string Judged(Target target, (string Workload, double Value) worst)
    {
        var unit = target.Peer is null ? "" : $" × {target.Peer}";
        return string.Create(CultureInfo.InvariantCulture, $"| {target.Text} | {target.Limit:0.##}{unit} | {worst.Value:0.##} | {worst.Workload} | {(worst.Value <= target.Limit ? "yes" : "**no**")} |");
    }

    private IEnumerable<string> Losses()
    {
        var losses = from workload in report.Workloads
                     let ours = workload.Rows.FirstOrDefault(row => row.Name == "proximity")
                     where ours is not null
                     from peer in workload.Rows
                     where peer.IsPeer && ours.Figure(workload.Metrics[0]) > peer.Figure(workload.Metrics[0])
                     orderby ours.Figure(workload.Metrics[0]) / peer.Figure(workload.Metrics[0]) descending
                     select string.Create(CultureInfo.InvariantCulture, $"| {workload.Name} | {peer.Name} | {ours.Figure(workload.Metrics[0]) / peer.Figure(workload.Metrics[0]):0.00} |");
        return ["### Where Proximity loses", "", "As users get it, with recording on; by the figure that decides.", "", "| workload | behind | times as much |", "|---|---|---:|", .. losses, ""];
    }

    private static IEnumerable<string> Workload(WorkloadReport workload) =>
    [
        $"### {workload.Name}",
        "",
        $"{char.ToUpperInvariant(workload.Title[0])}{workload.Title[1..]}.",
        "",
        .. new Table(workload).ToMarkdown(),
        .. workload.Rows.Where(row => row.Failure is not null).Select(row => $"\n{row.Name} failed: {row.Failure}"),
        "",
    ];
}
