using System.Diagnostics;
using Proximity.Stores;
using static Proximity.Flows.Tests.Stores.Spooling.SpoolRecords;

namespace Proximity.Flows.Tests.Stores;

/// <summary>A spool on a disk that is smaller than it may become. The disk is one in memory, which needs the right to mount it.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int BodyBytes = 100_000;
    private const int Flows = 120;

    private readonly TemporaryFolder folder = new();
    private readonly SwitchedStore store = new();
    private bool isMounted;

    private string Disk => folder.PathOf("disk");

    public void Dispose()
    {
        if (isMounted)
        {
            Run("umount", Disk);
        }

        folder.Dispose();
    }

    [Fact]
    public async Task DiskThatIsFull_LeavesTheRestInMemory_AndAllIsStored()
    {
        Directory.CreateDirectory(Disk);
        isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=6m", "none", Disk);
        Assert.SkipUnless(isMounted, "A disk in memory cannot be mounted here.");
        store.GoAway();
        var options = new FlowStoreOptions(store.Store)
        {
            SpoolFolder = Path.Combine(Disk, "spool"),
            FlushTime = FlowFeederTests.Limit,
        };
        using var feeding = new Feeding(options);
        feeding.Feeder.Start();
        for (int i = 0; i < Flows; i += 10)
        {
            feeding.Complete(10, BodyBytes);
            await WaitForAsync(() => feeding.Counters.WaitingFlows == 0 || feeding.Counters.SpoolProblem is not null);
        }

        Assert.StartsWith("The spool ", feeding.Counters.SpoolProblem, StringComparison.Ordinal);
        Assert.InRange(feeding.Counters.SpoolWaitingFlows, 10, 60);
        store.Work();
        await feeding.StopAsync();

        FlowStoreCounters counters = feeding.Counters;
        Assert.Equal(Ids(1, Flows), store.Store.Records.Select(record => record.Flow.Id));
        Assert.All(store.Store.Records, record => Assert.Equal(BodyBytes, record.Flow.Response!.Body.Bytes.Length));
        Assert.Equal((Flows, 0, 0, 0), (counters.StoredFlows, counters.LostFlows, counters.DroppedFlows, counters.SpoolWaitingFlows));
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(FlowFeederTests.Limit);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }
}
