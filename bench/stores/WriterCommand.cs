using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>
/// <c>store-writer</c>: the writer alone, beside INSERT … SELECT of the same rows by the same library, tables, page size and indexes, in
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
        : base("store-writer", "CPU of a row, beside SQLite's own INSERT … SELECT.")
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
        await WriteAsync(files.File("warm.db"), WarmFlows, 50);
        await Task.Delay(Settling, cancellationToken);
        var ours = new List<Cost>();
        var theirs = new List<Cost>();
        for (int round = 0; round < line.GetValue(rounds); round++)
        {
            string source = files.File(string.Create(CultureInfo.InvariantCulture, $"ours{round}.db"));
            ours.Add(await WriteAsync(source, count, size));
            ours[^1].Say("store", count);
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

    /// <summary>The flows are made between the batches, by this thread, whose time for it is not counted.</summary>
    private static async Task<Cost> WriteAsync(string path, int count, int size)
    {
        SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path);
        var meter = Meter.Start();
        double making = 0;
        for (int i = 0; i < count / size; i++)
        {
            double before = ThreadTime.Microseconds;
            FlowRecord[] batch = SampleFlows.Records(1 + ((long)i * size), size);
            making += ThreadTime.Microseconds - before;
            await store.AppendAsync(batch, FlowAppendOptions.Default);
        }

        await store.DisposeAsync();
        Cost cost = meter.Stop(path);
        return cost with { Cpu = cost.Cpu - making };
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

    private sealed record Meter(TimeSpan Cpu, TimeSpan Kernel, long Time, long Allocated, long Written)
    {
        public static Meter Start()
        {
            Environment.ProcessCpuUsage cpu = Environment.CpuUsage;
            return new(cpu.TotalTime, cpu.PrivilegedTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), WrittenBytes());
        }

        public Cost Stop(string path) => new(
            (Environment.CpuUsage.TotalTime - Cpu).TotalMicroseconds,
            (Environment.CpuUsage.PrivilegedTime - Kernel).TotalMicroseconds,
            Stopwatch.GetElapsedTime(Time),
            GC.GetTotalAllocatedBytes() - Allocated,
            WrittenBytes() - Written,
            new FileInfo(path).Length);

        /// <summary>What the process has given to the system to write.</summary>
        private static long WrittenBytes()
        {
            const string Name = "wchar:";
            string line = File.ReadLines("/proc/self/io").First(line => line.StartsWith(Name, StringComparison.Ordinal));
            return long.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
        }
    }

    private sealed record Cost(double Cpu, double Kernel, TimeSpan Time, long Allocated, long Written, long Length)
    {
        public void Say(string who, int rows) => Figures.Say(
            $"{who,-16} {Cpu / rows,6:0.0} µs of CPU a row, {Kernel / rows,4:0.0} of them the system's, "
            + $"{rows / Time.TotalSeconds,8:0} rows/s, {Written / rows,6} B written a row, {Length >> 20} MiB");
    }
}
