using System.Diagnostics;
using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>What is missing of a proxy's flows when its process is killed, or the file cannot be written.</summary>
public sealed class LossTests : StoreTest
{
    /// <summary>What may be missing, in microseconds: the flows that ended so short before.</summary>
    private const long MostMissing = 100_000;

    /// <summary>The child ends an exchange each millisecond: a longer pause is the machine's, which had no time for it.</summary>
    private const long UsualPause = 10_000;

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System).Token;

    [Fact]
    public async Task KilledProxy_MissesTheLastTenthOfASecondAtMost()
    {
        for (int i = 1; i <= 3; i++)
        {
            await KillBehind(PathOf($"{i}.db"), flows: 150 + (i * 37));
        }
    }

    [Fact]
    [Trait("Category", "All")]
    public async Task KilledProxy_AHundredTimes_MissesTheLastTenthOfASecondAtMost()
    {
        LongTests.Require();
        for (int i = 0; i < 100; i++)
        {
            await KillBehind(PathOf($"{i}.db"), flows: 150 + (i * 13));
        }
    }

    [Fact]
    public async Task FileThatAnotherHolds_HoldsNoExchange_AndEveryFlowIsAccountedFor()
    {
        const int Flows = 2000;
        CancellationToken limit = Limit;
        await using SqliteFlowStore store = await Open();
        using Database other = Database.OpenForWriting(FilePath, TimeProvider.System);
        other.Execute("BEGIN IMMEDIATE");
        var options = new FlowStoreOptions(store) { MaxWaitingFlows = 1500, FlushTime = TimeSpan.FromMinutes(1) };
        var feeder = new FlowFeeder(options, new FlowSessions(TimeProvider.System), TimeProvider.System);
        feeder.Start();

        for (long id = 1; id <= Flows; id++)
        {
            // It does not wait: nothing releases the file meanwhile.
            feeder.Offer(TestFlows.Ended(id));
        }

        while (feeder.Counters.Problem is null)
        {
            limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal((0, 1500, 500), (feeder.Counters.StoredFlows, feeder.Counters.WaitingFlows, feeder.Counters.DroppedFlows));
        other.Execute("ROLLBACK");
        while (feeder.Counters.WaitingFlows > 0)
        {
            limit.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        await feeder.DisposeAsync();
        FlowStoreCounters counters = feeder.Counters;
        Assert.Equal((1500, 500, 0, null), (counters.StoredFlows, counters.DroppedFlows, counters.LostFlows, counters.Problem));
        Assert.Equal(1500, (await store.GetStatusAsync()).Count);
        AssertSound(FilePath);
    }

    private static async Task KillBehind(string path, int flows)
    {
        List<(long Id, long At)> ended = await RunAndKill(path, flows);
        await using (SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path))
        {
            FlowStoreStatus status = await store.GetStatusAsync();
            long newest = status.NewestSequence is { } sequence ? (await store.GetAsync(sequence))!.Flow.Id : 0;
            Assert.Equal(newest, status.Count);
            (long Id, long At)[] missing = [.. ended.Where(flow => flow.Id > newest)];
            if (missing.Length > 0)
            {
                long age = ended[^1].At - missing[0].At;
                Assert.True(
                    age <= MostMissing + Stalls(ended),
                    $"{missing.Length} of {ended.Count} flows are missing; the oldest ended {age} microseconds before the last.");
            }
        }

        AssertSound(path);
    }

    /// <summary>How long the machine did not run the process at all, shortly before its end.</summary>
    private static long Stalls(List<(long Id, long At)> ended)
        => ended.Zip(ended.Skip(1), static (one, next) => (next.At, Pause: next.At - one.At))
            .Where(step => step.At > ended[^1].At - (3 * MostMissing))
            .Sum(step => Math.Max(0, step.Pause - UsualPause));

    private static async Task<List<(long Id, long At)>> RunAndKill(string path, int flows)
    {
        List<(long Id, long At)> ended = [];
        using Process feeder = ChildProcess.StartFeeder(path);
        try
        {
            for (int i = 0; i < flows; i++)
            {
                ended.Add(Read((await feeder.StandardOutput.ReadLineAsync(Limit))!));
            }
        }
        finally
        {
            feeder.Kill();
            await feeder.WaitForExitAsync(Limit);
        }

        string[] rest = (await feeder.StandardOutput.ReadToEndAsync(Limit)).Split('\n');

        // The last one may be half a line.
        ended.AddRange(rest[..^1].Select(Read));
        return ended;
    }

    private static (long Id, long At) Read(string line)
    {
        long[] words = [.. line.Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return (words[0], words[1]);
    }
}
