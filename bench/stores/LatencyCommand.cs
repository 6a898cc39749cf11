using System.CommandLine;
using System.Diagnostics;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>
/// <c>store-latency</c>: flows come at a steady pace in the batches of the proxy; how long each append takes, with the oldest flows going
/// and the log being emptied meanwhile.
/// </summary>
internal sealed class LatencyCommand : Command
{
    private const int Slowest = 5;

    private readonly Option<int> rate = new("--rate") { Description = "Flows a second.", DefaultValueFactory = _ => 5000 };
    private readonly Option<int> batch = new("--batch") { Description = "Flows of a batch.", DefaultValueFactory = _ => 250 };
    private readonly Option<double> seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => 30 };
    private readonly Option<long?> maxFlows = new("--max-flows") { Description = "The bound of flows.", DefaultValueFactory = _ => 50_000 };
    private readonly Option<long?> maxBytes = new("--max-bytes") { Description = "The bound of bytes." };
    private readonly Option<bool> text = new("--text-index") { Description = "With the index of texts." };
    private readonly Option<string?> folder = new("--folder") { Description = "Where the file is made." };

    public LatencyCommand()
        : base("store-latency", "The slowest append at a steady pace.")
    {
        foreach (Option option in (Option[])[rate, batch, seconds, maxFlows, maxBytes, text, folder])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        using var files = new BenchFolder(line.GetValue(folder));
        string path = files.File("flows.db");
        var options = new SqliteFlowStoreOptions
        {
            MaxFlows = line.GetValue(maxFlows),
            MaxBytes = line.GetValue(maxBytes),
            HasTextIndex = line.GetValue(text),
        };
        await using SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path, options, cancellationToken);
        int size = line.GetValue(batch);
        TimeSpan pause = TimeSpan.FromSeconds((double)size / line.GetValue(rate));
        int batches = (int)(line.GetValue(seconds) / pause.TotalSeconds);
        var took = new List<(double Milliseconds, double At)>();
        long longestLog = 0;
        double late = 0;
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < batches; i++)
        {
            FlowRecord[] records = SampleFlows.Records(1 + ((long)i * size), size);
            TimeSpan wait = (pause * i) - Stopwatch.GetElapsedTime(began);
            late = Math.Max(late, -wait.TotalMilliseconds);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            long before = Stopwatch.GetTimestamp();
            await store.AppendAsync(records, FlowAppendOptions.Default, cancellationToken);
            took.Add((Stopwatch.GetElapsedTime(before).TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalSeconds));
            longestLog = Math.Max(longestLog, new FileInfo(path + "-wal").Length);
        }

        Say(took, size, late);
        long kept = (await store.GetStatusAsync(cancellationToken)).Count;
        Figures.Say($"{kept} flows in {new FileInfo(path).Length >> 20} MiB, the log had up to {longestLog >> 20} MiB");
        return 0;
    }

    private static void Say(List<(double Milliseconds, double At)> took, int size, double late)
    {
        double[] times = [.. took.Select(one => one.Milliseconds)];
        Figures.Say($"{times.Length} appends of {size} flows in {took[^1].At:0.0} s, at most {Math.Max(0, late):0} ms behind their pace");
        Figures.Say($"median {Figures.Median(times):0.0} ms, p99 {Figures.Percentile(times, 0.99):0.0} ms, "
            + $"slowest {times.Max():0.0} ms (target: at most 100)");
        IEnumerable<string> slowest = took.OrderByDescending(one => one.Milliseconds).Take(Slowest)
            .Select(one => FormattableString.Invariant($"{one.Milliseconds:0} ms at {one.At:0.0} s"));
        Figures.Say($"slowest: {string.Join(", ", slowest)}");
    }
}
