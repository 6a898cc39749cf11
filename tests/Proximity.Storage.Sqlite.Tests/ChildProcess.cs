using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>This program again, as a process that writes or feeds flows until it is killed, or reads a file once.</summary>
internal static class ChildProcess
{
    public const int BatchFlows = 50;

    private const string Writer = "PROXIMITY_TEST_STORE_WRITER";
    private const string Feeder = "PROXIMITY_TEST_STORE_FEEDER";
    private const string Reader = "PROXIMITY_TEST_STORE_READER";

    public static Process StartWriter(string path) => Start(Writer, path);

    /// <summary>It ends an exchange each millisecond or so, and says its number and when that was, in microseconds.</summary>
    public static Process StartFeeder(string path) => Start(Feeder, path);

    /// <summary>The flows that another process finds, and the number of the newest.</summary>
    public static async Task<(long Count, long Newest)> Read(string path)
    {
        using Process reader = Start(Reader, path);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        string line;
        try
        {
            line = await reader.StandardOutput.ReadToEndAsync(limit.Token);
            await reader.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            reader.Kill();
            throw;
        }

        Assert.Equal(0, reader.ExitCode);
        long[] numbers = [.. line.Trim().Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    }

    /// <summary>
    /// Before the tests begin: what this process is here for. It stays on its thread: others could run nothing of this assembly before it
    /// is over.
    /// </summary>
#pragma warning disable CA2255 // It is a program.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Begin()
    {
        if (Environment.GetEnvironmentVariable(Writer) is { } written)
        {
            Write(written);
        }
        else if (Environment.GetEnvironmentVariable(Feeder) is { } fed)
        {
            Feed(fed);
        }
        else if (Environment.GetEnvironmentVariable(Reader) is { } read)
        {
            ReadOnce(read);
            Environment.Exit(0);
        }
    }

    /// <summary>What the writer writes on a flow as it stores it.</summary>
    public static FlowAnnotation NoteOf(long id)
        => new() { Mark = FlowMark.Green, Comment = id.ToString(CultureInfo.InvariantCulture), Tags = ["killed"] };

    private static Process Start(string purpose, string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[purpose] = path;
        return Process.Start(start)!;
    }

    private static void Write(string path)
    {
        SqliteFlowStore store = SqliteFlowStore.OpenAsync(path).GetAwaiter().GetResult();
        for (long stored = 0; ; stored += BatchFlows)
        {
            FlowRecord[] batch = [.. TestFlows.Records(stored + 1, BatchFlows, id => TestFlows.Noise(id % 100, 2000))
                .Select(record => record with { Annotation = NoteOf(record.Flow.Id) })];
            store.AppendAsync(batch, FlowAppendOptions.Default).AsTask().GetAwaiter().GetResult();
            Console.WriteLine(stored + BatchFlows);
        }
    }

    /// <summary>As a proxy does it: exchanges end, and the feeder brings them into the store. The first ones warm the process up.</summary>
    private static void Feed(string path)
    {
        SqliteFlowStore store = SqliteFlowStore.OpenAsync(path).GetAwaiter().GetResult();
        var feeder = new FlowFeeder(new FlowStoreOptions(store), new FlowSessions(TimeProvider.System), TimeProvider.System);
        feeder.Start();
        long began = Stopwatch.GetTimestamp();
        for (long id = 1; ; id++)
        {
            feeder.Offer(TestFlows.Ended(id, body: TestFlows.Noise(id % 100, 1000)));
            long micros = (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id} {micros}"));
            Thread.Sleep(1);
        }
    }

    private static void ReadOnce(string path)
    {
        var options = new SqliteFlowStoreOptions { IsReadOnly = true };
        SqliteFlowStore store = SqliteFlowStore.OpenAsync(path, options).GetAwaiter().GetResult();
        FlowStoreStatus status = store.GetStatusAsync().AsTask().GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Count} {status.NewestSequence ?? 0}"));
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
