using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>
/// <c>store-queries</c>: fills a file once (or takes one that is there), and says how long first pages take; what has no index beside the
/// same question in SQL by hand, asked of the same library.
/// </summary>
internal sealed class QueriesCommand : Command
{
    private const int Times = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Option<int> flows = new("--flows") { Description = "How many flows.", DefaultValueFactory = _ => 1_000_000 };
    private readonly Option<bool> text = new("--text-index") { Description = "With the index of texts, which is asked too." };
    private readonly Option<string?> file = new("--file") { Description = "The file, which stays; one that is there is not filled again." };
    private readonly Option<string?> folder = new("--folder") { Description = "Where the file is made that does not stay." };

    public QueriesCommand()
        : base("store-queries", "First pages of many flows.")
    {
        foreach (Option option in (Option[])[flows, text, file, folder])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        using var files = new BenchFolder(line.GetValue(folder));
        string path = line.GetValue(file) ?? files.File("flows.db");
        bool hasText = line.GetValue(text);
        if (!File.Exists(path))
        {
            await StoreFilling.RunAsync(path, line.GetValue(flows), hasText, cancellationToken);
        }

        await FreshAsync(path);
        var options = new SqliteFlowStoreOptions { IsReadOnly = true };
        await using SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path, options, cancellationToken);
        using var sql = new RawSqlite(path);
        sql.Run("PRAGMA cache_size=-8192");
        Figures.Say($"{(await store.GetStatusAsync(cancellationToken)).Count} flows, {new FileInfo(path).Length >> 20} MiB");
        await SayAsync(store, "indexed, frequent host", $"host={SampleFlows.HostOf(0)}");
        await SayAsync(store, "indexed, rare host", $"host={SampleFlows.HostOf(SampleFlows.Hosts - 1)}");
        await SayAsync(store, "indexed, absent host", "host=none.example.com");
        await BesideAsync(store, sql, "unindexed, one in 50,000", $"path:{SampleFlows.RareWord}", $"path LIKE '%{SampleFlows.RareWord}%'");
        await BesideAsync(store, sql, "unindexed, none", "path:nowhere", "path LIKE '%nowhere%'");
        await BesideAsync(store, sql, "unindexed, numbers, none", "status>=500 duration>60s", "status >= 500 AND duration > 60000000");
        if (hasText)
        {
            await SayAsync(store, "body text, one in 70,000", $"res.body:{SampleFlows.RareWord}");
            await SayAsync(store, "body text, frequent", "res.body:invoices");
            await SayAsync(store, "body text, none", "res.body:quetzalcoatl");
        }

        return 0;
    }

    /// <summary>The first page in processes of their own.</summary>
    private static async Task FreshAsync(string path)
    {
        var inside = new List<double>();
        var whole = new List<double>();
        for (int i = 0; i < Times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            string[] words = FirstPageCommand.Line(path);
            var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true };

            // This program compiles all at its best at once; others start with what was published.
            start.Environment["DOTNET_TieredCompilation"] = "1";
            using Process child = Process.Start(start)!;
            string said = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();
            whole.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            inside.Add(double.Parse(said, CultureInfo.InvariantCulture));
        }

        Figures.Say($"open and first page, fresh process: {Figures.Median(inside):0.0} ms (target: at most 50); "
            + $"the process from start to end {Figures.Median(whole):0} ms");
    }

    private static async Task SayAsync(SqliteFlowStore store, string what, string filter)
    {
        (double first, double again, int found) = await TimeAsync(store, filter);
        Figures.Say($"{what,-26} {filter,-34} first {first,8:0.0} ms, again {again,8:0.0} ms, {found} flows");
    }

    private static async Task BesideAsync(SqliteFlowStore store, RawSqlite sql, string what, string filter, string where)
    {
        string statement = $"SELECT id FROM flow WHERE {where} ORDER BY id DESC LIMIT 100";
        _ = await TimeAsync(store, filter);
        var ours = new List<double>();
        var theirs = new List<double>();
        (long rows, int found) = (0, 0);
        for (int i = 0; i < Times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            found = (await AskAsync(store, filter)).Flows.Count;
            ours.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            rows = sql.Ask(statement).Rows;
            theirs.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        double mine = Figures.Median(ours);
        double hand = Figures.Median(theirs);
        Figures.Say($"{what,-26} {filter,-34} {mine,8:0.0} ms, by hand {hand,8:0.0} ms, ratio {mine / hand:0.00} (target: at most 1.50), "
            + $"{found} and {rows} flows");
    }

    private static async Task<(double First, double Again, int Found)> TimeAsync(SqliteFlowStore store, string filter)
    {
        var times = new List<double>();
        int found = 0;
        for (int i = 0; i < Times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            FlowPage page = await AskAsync(store, filter);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            found = page.Flows.Count;
        }

        return (times[0], Figures.Median(times.Skip(1)), found);
    }

    private static ValueTask<FlowPage> AskAsync(SqliteFlowStore store, string filter)
        => store.QueryAsync(new FlowQuery { Filter = Filter.Parse(filter), Budget = Patience });
}
