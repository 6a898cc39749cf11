using System.Diagnostics;
using Proximity.Flows.Tests;
using Proximity.Stores;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>
/// The disk of the tables gets full, and has room again. It is one in memory, which needs the right to mount it; the server's own files lie
/// elsewhere, so that it goes on.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const string DiskFull = "(53100)";

    private readonly PostgresServer server = new();
    private readonly TemporaryFolder folder = new();
    private bool isMounted;

    private string Disk => folder.PathOf("disk");

    private string Filler => Path.Combine(Disk, "filler");

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (isMounted)
        {
            Run("umount", Disk);
        }

        folder.Dispose();
    }

    [Fact]
    [Trait("Category", "All")]
    public async Task DiskThatIsFullUnderLoad_HoldsNoExchange_AndEachFlowIsThereOnce()
    {
        LongTests.Require();
        PostgresFlowStoreOptions options = server.NewOptions();
        await PutTablesOnDiskAsync(options);
        await using PostgresFlowStore store = await server.OpenAsync(options);
        var feeder = new FlowFeeder(
            new FlowStoreOptions(store) { SpoolFolder = folder.PathOf("spool"), FlushTime = TimeSpan.FromMinutes(2) },
            new FlowSessions(TimeProvider.System),
            TimeProvider.System);
        feeder.Start();
        await using var load = new FeederLoad(feeder);
        await FeederLoad.WaitForAsync(() => feeder.Counters.StoredFlows > 0);
        Fill();
        await FeederLoad.WaitForAsync(() => feeder.Counters.Problem is not null);
        Assert.EndsWith(DiskFull, feeder.Counters.Problem, StringComparison.Ordinal);

        // Exchanges go on at their own pace: they end while nothing can be stored.
        int offered = load.Offered;
        await FeederLoad.WaitForAsync(() => load.Offered > offered + 2000 && feeder.Counters.SpoolWaitingFlows > 1000);
        Assert.EndsWith(DiskFull, feeder.Counters.Problem, StringComparison.Ordinal);
        File.Delete(Filler);
        int all = await load.StopAsync();
        await FeederLoad.WaitForAsync(() => feeder.Counters is { SpoolWaitingFlows: 0, WaitingFlows: 0 });
        await feeder.DisposeAsync();

        FlowStoreCounters counters = feeder.Counters;
        Assert.Equal((all, 0L, 0L, 0L), (counters.StoredFlows, counters.LostFlows, counters.DroppedFlows, counters.FlowsWithoutBodies));
        Assert.Equal((0L, 0, null), (counters.SpoolWaitingFlows, counters.WaitingFlows, counters.Problem));
        Assert.Equal(Enumerable.Range(1, all).Select(id => (long)id), (await store.Read()).Select(flow => flow.Flow.Id));
    }

    private async Task PutTablesOnDiskAsync(PostgresFlowStoreOptions options)
    {
        Directory.CreateDirectory(Disk);
        isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256m,mode=0777", "none", Disk);
        Assert.SkipUnless(isMounted, "A disk in memory cannot be mounted here.");
        Assert.True(Run("chmod", "0755", folder.PathOf(".")), "The server has to reach the disk.");
        string tables = Path.Combine(Disk, "tables");
        Directory.CreateDirectory(tables);
        Assert.True(Environment.UserName != "root" || Run("chown", "postgres", tables), "The server owns its files.");
        await server.AskAsync(options, $"CREATE TABLESPACE small LOCATION '{tables}'");
        await server.AskAsync(options, "ALTER DATABASE postgres SET default_tablespace = small");
    }

    /// <summary>Takes all the room that is left.</summary>
    private void Fill()
    {
        using FileStream file = File.Create(Filler);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
