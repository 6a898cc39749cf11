using System.CommandLine;
using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Reporting;
using Proximity.Load.Workloads;

namespace Proximity.Load;

/// <summary><c>compare</c>: the benchmark against other proxies.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Option<int> rounds = new("--rounds") { Description = "How often each proxy has its turn in each workload.", DefaultValueFactory = _ => 3 };
    private readonly Option<double> seconds = new("--seconds") { Description = "How long a turn lasts.", DefaultValueFactory = _ => 3 };
    private readonly Option<double> warmUp = new("--warm-up") { Description = "How long each proxy is warmed up, in seconds.", DefaultValueFactory = _ => 3 };
    private readonly Option<string?> only = new("--only") { Description = "The workloads to run, separated by commas; * stands for anything." };
    private readonly Option<string?> proxies = new("--proxies", "--peers") { Description = "The proxies to run, separated by commas; default: all that make sense for each workload." };
    private readonly Option<string[]> variants = new("--variant") { Description = "A further form of ours: \"NAME: [program=PATH] [VARIABLE=VALUE…] [--option…]\"; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<string?> json = new("--json") { Description = "Writes every figure to this file." };
    private readonly Option<string?> markdown = new("--markdown") { Description = "Puts the tables into this page, between its two marks." };
    private readonly Option<string?> from = new("--from") { Description = "Runs nothing: shows the figures of this JSON file." };
    private readonly Option<bool> list = new("--list") { Description = "Names the workloads and the proxies." };
    private readonly Option<string> published = new("--published") { Description = "The folder with the published programs, which bench/run.sh makes.", DefaultValueFactory = _ => Path.Combine("artifacts", "bench") };

    public CompareCommand()
        : base("compare", "CPU, speed, latency and memory of Proximity beside other proxies, on this machine's loopback.")
    {
        foreach (Option option in (Option[])[rounds, seconds, warmUp, only, proxies, variants, json, markdown, from, list, published])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        var only = new NamePatterns(line.GetValue(this.only));
        Workload[] workloads = [.. WorkloadList.All().Where(workload => only.Match(workload.Name))];
        var contestants = Contestants(line);
        if (line.GetValue(list))
        {
            await PrintAsync(["workloads:", .. workloads.Select(workload => $"  {workload.Name,-16} {workload.Title}"), "proxies:", .. contestants.All.Select(contestant => "  " + contestant.Name)]);
            return 0;
        }

        var report = line.GetValue(from) is { } file
            ? await ShowAsync(Report.Read(file))
            : await RunAsync(new ComparisonPlan(workloads, contestants, line.GetValue(rounds), Seconds(line, seconds), Seconds(line, warmUp)), line.GetValue(json), cancellationToken);
        if (line.GetValue(markdown) is { } page)
        {
            MarkdownPage.Fill(page, report);
        }

        return report.Workloads.Count > 0 && report.Workloads.All(workload => workload.Rows.All(row => row.Failure is null)) ? 0 : 1;
    }

    private ContestantList Contestants(ParseResult line)
    {
        var ours = new Ours(Path.GetFullPath(line.GetValue(published)!));
        Contestant[] added = [.. line.GetValue(variants)!.Select(ours.Variant)];
        var named = line.GetValue(proxies) is { } names ? new NamePatterns(names) : null;
        return new ContestantList([Contestant.Direct, .. ours.Forms(), .. added, .. Peers.Installed(), .. SecurePeers.Installed(Path.GetFullPath(line.GetValue(published)!))], named, [.. added.Select(contestant => contestant.Name)]);
    }

    private static async Task<Report> RunAsync(ComparisonPlan plan, string? json, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("proximity-bench-");
        try
        {
            var report = new Report(Surroundings.Machine(), Surroundings.Versions(), plan.Rounds, plan.Duration.TotalSeconds, []);
            await foreach (var workload in new Comparison(plan, folder.FullName, Console.Error).RunAsync(cancellationToken))
            {
                await PrintAsync(workload);
                report = report with { Workloads = [.. report.Workloads, workload] };

                // After each workload: a run that is broken off keeps what it has.
                if (json is not null)
                {
                    report.Write(json);
                }
            }

            return report;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Report> ShowAsync(Report report)
    {
        foreach (var workload in report.Workloads)
        {
            await PrintAsync(workload);
        }

        return report;
    }

    private static Task PrintAsync(WorkloadReport workload) => PrintAsync(
    [
        "",
        $"{workload.Name}: {workload.Title}",
        .. new Table(workload).ToText(),
        .. workload.Rows.Where(row => row.Failure is not null).Select(row => $"{row.Name} failed: {row.Failure}"),
    ]);

    private static async Task PrintAsync(IEnumerable<string> lines)
    {
        foreach (var text in lines)
        {
            await Console.Out.WriteLineAsync(text);
        }
    }

    private static TimeSpan Seconds(ParseResult line, Option<double> option) => TimeSpan.FromSeconds(line.GetValue(option));
}
