using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>
/// <c>writer</c>: the writer alone, beside INSERT … SELECT of the same rows by the same library, tables, page size and indexes, in
/// transactions of as many. What is counted is the processor time of the whole process, closing the file and its log included.
/// </summary>
internal sealed class WriterCommand : Command
{
    private const int WarmFlows = 20_000;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly Option<int> flows = new("--flows") { Description = "How many flows.", DefaultValueFactory = _ => 60_000 };
    private readonly Option<int> batch = new("--batch") { Description = "How many in a transaction.", DefaultValueFactory = _ => 1000 };
    private readonly Option<int> rounds = new("--rounds") { Description = "How often each has its turn.", DefaultValueFactory = _ => 3 };
    private readonly Option<string?> folder = new("--folder") { Description = "Where the files are made." };
    private readonly Option<bool> oursOnly = new("--ours-only") { Description = "Leaves the yardstick out, for a profiler." };

    public WriterCommand()
        : base("writer", "CPU of a row, beside SQLite's own INSERT … SELECT.")
    {
        foreach (Option option in (Option[])[flows, batch, rounds, folder, oursOnly])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        int count = line.GetValue(flows);
        int size = line.GetValue(batch);
        using var files = new BenchFolder(line.GetValue(folder));
        Figures.Say($"SQLite {RawSqlite.LibraryVersion}, {count} flows, transactions of {size}");
        
        // Small batches: what is called often is compiled at its best before it counts.
        await WriteAsync(files.File("warm.db"), Batches(0, WarmFlows, 50));
        await Task.Delay(Settling, cancellationToken);
        var ours = new List<Cost>();
        var theirs = new List<Cost>();
        for (int round = 0; round < line.GetValue(rounds); round++)
        {
            string source = files.File(string.Create(CultureInfo.InvariantCulture, $"ours{round}.db"));
            FlowRecord[][] batches = Batches(1, count, size);

            // What was made to be stored is not the store's garbage.
            GC.Collect();
            ours.Add(await WriteAsync(source, batches));
            ours[^1].Say("store", count);
            batches = [];
            GC.Collect();
            if (!line.GetValue(oursOnly))
            {
                theirs.Add(await CopyAsync(source, files.File("copy.db"), size));
                theirs[^1].Say("INSERT … SELECT", count);
            }
        }

        if (theirs.Count > 0)
        {
            double ratio = Figures.Median(ours.Select(cost => cost.Cpu)) / Figures.Median(theirs.Select(cost => cost.Cpu));
            Figures.Say($"CPU of a row, store : INSERT … SELECT = {ratio:0.00} (target: at most 1.25)");
        }

        return 0;
    }

    private static FlowRecord[][] Batches(long first, int count, int size)
        => [.. Enumerable.Range(0, count / size).Select(i => SampleFlows.Records(first + ((long)i * size), size))];

    private static async Task<Cost> WriteAsync(string path, FlowRecord[][] batches)
    {
        SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path);
        var meter = Meter.Start();
        foreach (FlowRecord[] batch in batches)
        {
            await store.AppendAsync(batch, FlowAppendOptions.Default);
        }

        await store.DisposeAsync();
        return meter.Stop(path);
    }

    private static async Task<Cost> CopyAsync(string source, string target, int size)
    {
        File.Delete(target);
        await (await SqliteFlowStore.OpenAsync(target)).DisposeAsync();
        using var copy = new RawSqlite(target);
        copy.Run($"PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; ATTACH '{source}' AS source");
        long flows = copy.Ask("SELECT max(id) FROM source.flow").Last;
        long bodies = copy.Ask("SELECT max(id) FROM source.body").Last;
        var meter = Meter.Start();
        copy.Run("INSERT INTO session SELECT * FROM source.session");
        long bodiesAtOnce = (bodies * size / flows) + 1;
        for (long first = 1, body = 1; first <= flows; first += size, body += bodiesAtOnce)
        {
            string rows = string.Create(CultureInfo.InvariantCulture, $"BETWEEN {first} AND {first + size - 1}");
            string some = string.Create(CultureInfo.InvariantCulture, $"BETWEEN {body} AND {body + bodiesAtOnce - 1}");
            copy.Run($"""
                BEGIN;
                INSERT INTO flow SELECT * FROM source.flow WHERE id {rows};
                INSERT INTO head SELECT * FROM source.head WHERE id {rows};
                INSERT INTO body SELECT * FROM source.body WHERE id {some};
                INSERT INTO body_use SELECT * FROM source.body_use WHERE body {some};
                COMMIT
                """);
        }

        copy.Dispose();
        return meter.Stop(target);
    }

    private sealed record Meter(TimeSpan Cpu, long Time, long Allocated, long Written)
    {
        public static Meter Start()
            => new(Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), WrittenBytes());

        public Cost Stop(string path) => new(
            (Environment.CpuUsage.TotalTime - Cpu).TotalMicroseconds,
            Stopwatch.GetElapsedTime(Time),
            GC.GetTotalAllocatedBytes() - Allocated,
            WrittenBytes() - Written,
            new FileInfo(path).Length);

        /// <summary>What the process has given to the system to write.</summary>
        private static long WrittenBytes()
        {
            const string Name = "wchar:";
            string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/io").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) : null;
            return line is null ? 0 : long.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
        }
    }

    private sealed record Cost(double Cpu, TimeSpan Time, long Allocated, long Written, long Length)
    {
        public void Say(string who, int rows) => Figures.Say(
            $"{who,-16} {Cpu / rows,6:0.0} µs of CPU a row, {rows / Time.TotalSeconds,8:0} rows/s, {Allocated / rows,6} B allocated, "
            + $"{Written / rows,6} B written a row, {Length >> 20} MiB");
    }
}
