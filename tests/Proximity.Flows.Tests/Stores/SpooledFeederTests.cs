using Proximity.Stores;
using static Proximity.Flows.Tests.Stores.Spooling.SpoolRecords;

namespace Proximity.Flows.Tests.Stores;

/// <summary>A feeder with a spool, and a store that goes away.</summary>
public sealed class SpooledFeederTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SwitchedStore store = new();

    private FlowStoreOptions Options => OptionsFor(store.Store);

    private string[] Segments => Directory.GetFiles(folder.PathOf("spool"), "*.flows");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task StoreThatWorks_LeavesNothingOnTheDisk()
    {
        using Feeding feeding = Begin(Options);
        feeding.Complete(1200);
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 1200), Stored());
        AssertReconciled(feeding.Counters, 1200);
        Assert.Equal((0, 0), (feeding.Counters.SpooledFlows, Segments.Length));
    }

    [Fact]
    public async Task StoreThatIsAwayForATime_GetsAllInTheirOrder_Once()
    {
        store.GoAway();
        using Feeding feeding = Begin(Options with { RetryTime = TimeSpan.Zero });
        Task asked = store.Asked(2);
        feeding.Complete(700);
        await asked;
        feeding.Complete(700);
        await WaitForAsync(() => feeding.Counters.SpooledFlows == 1400);
        Assert.Equal((1400, 0), (feeding.Counters.SpoolWaitingFlows, feeding.Counters.WaitingFlows));
        Assert.Equal("It is away.", feeding.Counters.Problem);
        store.Work();
        feeding.Complete(700);
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 2100), Stored());
        AssertReconciled(feeding.Counters, 2100);
        Assert.Equal((2100, 0, 0), (feeding.Counters.StoredFlows, feeding.Counters.LostFlows, Segments.Length));
        Assert.Equal("It is away.", Assert.Single(feeding.Troubles).Message);
    }

    [Fact]
    public async Task StopWhileTheStoreIsAway_LeavesFlows_WhichTheNextRunDelivers()
    {
        store.GoAway();
        Guid session;
        using (Feeding feeding = Begin(Options))
        {
            session = feeding.Sessions.Of(0);
            feeding.Complete(1100);
            await feeding.StopAsync();
            Assert.Equal((1100, 0, 0), (feeding.Counters.SpoolWaitingFlows, feeding.Counters.LostFlows, feeding.Counters.WaitingFlows));
            AssertReconciled(feeding.Counters, 1100);
        }

        store.Work();
        using Feeding next = Begin(Options);
        next.Complete(3);
        await next.StopAsync();

        Assert.Equal([.. Ids(1, 1100), 1, 2, 3], Stored());
        Assert.All(store.Store.Records.Take(1100), record => Assert.Equal(session, record.Session));
        Assert.Equal((1103, 1100, 0), (next.Counters.StoredFlows, next.Counters.SpoolFoundFlows, next.Counters.SpoolWaitingFlows));
        AssertReconciled(next.Counters, 3);
    }

    [Fact]
    public async Task StopWithoutTimeToFlush_LeavesFlowsInTheSpool()
    {
        TaskCompletionSource answer = store.Hang();
        using (Feeding feeding = Begin(Options with { FlushTime = TimeSpan.Zero }))
        {
            Task asked = store.Asked();
            feeding.Complete(500);
            await asked;
            feeding.Complete(300);
            await feeding.StopAsync();
            answer.SetResult();
            Assert.Equal((0, 800, 0), (feeding.Counters.StoredFlows, feeding.Counters.SpoolWaitingFlows, feeding.Counters.LostFlows));
        }

        store.Work();
        using Feeding next = Begin(Options);
        await next.StopAsync();

        // The batch that the store took late is given again: its flows are known by their session and id.
        Assert.Equal(Ids(1, 800), Stored().Distinct().Order());
        Assert.Equal(800, next.Counters.StoredFlows);
    }

    [Fact]
    public async Task StoreThatDoesNotAnswer_LosesNothing_HoweverManyCome()
    {
        TaskCompletionSource answer = store.Hang();
        using Feeding feeding = Begin(Options with { MaxWaitingFlows = 1000 });
        Task asked = store.Asked();
        feeding.Complete(500);
        await asked;
        for (int i = 0; i < 20; i++)
        {
            feeding.Complete(250);
            await WaitForAsync(() => feeding.Counters.WaitingFlows <= 500);
        }

        store.Work();
        answer.SetResult();
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 5500), Stored());
        AssertReconciled(feeding.Counters, 5500);
        Assert.Equal((5500, 0), (feeding.Counters.StoredFlows, feeding.Counters.DroppedFlows));
        Assert.InRange(feeding.Counters.SpooledFlows, 4500, 5500);
    }

    [Fact]
    public async Task StoreThatDoesNotAnswerForASecond_CountsAsAway()
    {
        TaskCompletionSource answer = store.Hang();
        using Feeding feeding = Begin(Options);
        Task asked = store.Asked();
        feeding.Complete(1);
        await asked;
        feeding.Complete(1);
        await WaitForAsync(() => feeding.Counters.SpooledFlows == 2);

        answer.SetResult();
        await feeding.StopAsync();

        Assert.Equal([1L, 2], Stored());
        AssertReconciled(feeding.Counters, 2);
    }

    [Fact]
    public async Task FullSpool_AndFullMemory_DropTheNewest_AndAllIsCounted()
    {
        const int BodyBytes = 1_000_000;
        store.GoAway();
        using Feeding feeding = Begin(Options with { SpoolMaxBytes = FlowStoreOptions.SmallestSpoolMaxBytes, MaxWaitingFlows = 100 });
        for (int i = 0; i < 20; i++)
        {
            feeding.Complete(1, BodyBytes);
            await WaitForAsync(() => feeding.Counters.SpooledFlows == i + 1);
        }

        Assert.InRange(feeding.Counters.FlowsWithoutBodies, 7, 9);
        store.Work();
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 20), Stored());
        AssertReconciled(feeding.Counters, 20);
        Assert.Equal(
            20 - feeding.Counters.FlowsWithoutBodies,
            store.Store.Records.TakeWhile(record => record.Flow.Response!.Body.Bytes.Length == BodyBytes).Count());
    }

    [Fact]
    public async Task DiskThatFails_LeavesFlowsInMemory_AndEndsNothing()
    {
        store.GoAway();
        using Feeding feeding = Begin(Options with { MaxWaitingFlows = 1000 });
        Directory.Delete(folder.PathOf("spool"), recursive: true);
        feeding.Complete(1500);
        await WaitForAsync(() => feeding.Counters.SpoolProblem is not null);
        Assert.Equal((1000, 500), (feeding.Counters.WaitingFlows, feeding.Counters.DroppedFlows));
        store.Work();
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 1000), Stored());
        AssertReconciled(feeding.Counters, 1500);
        Assert.Contains(feeding.Troubles, trouble => trouble.Message.StartsWith("The spool ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiskThatFails_AndStoreThatIsAway_LoseWhatWaits_WhenTheProxyStops()
    {
        store.GoAway();
        using Feeding feeding = Begin(Options);
        Directory.Delete(folder.PathOf("spool"), recursive: true);
        feeding.Complete(700);
        await feeding.StopAsync();

        Assert.Equal((700, 0, 0), (feeding.Counters.LostFlows, feeding.Counters.StoredFlows, feeding.Counters.SpoolWaitingFlows));
        AssertReconciled(feeding.Counters, 700);
    }

    [Fact]
    public async Task FlowThatIsRefused_OnItsWayFromTheSpool_AloneIsLost()
    {
        bool isAway = true;
        var refusing = new AppendOnlyStore((batch, _) => Volatile.Read(ref isAway)
            ? throw new FlowStoreException(FlowStoreProblem.Full, "No room.")
            : batch.Any(static record => record.Flow.Id == 7)
                ? throw new FlowStoreException(FlowStoreProblem.Refused, "Flow 7 is too large.") : Task.CompletedTask);
        using Feeding feeding = Begin(OptionsFor(refusing));
        feeding.Complete(20);
        await WaitForAsync(() => feeding.Counters.SpooledFlows == 20);
        Volatile.Write(ref isAway, false);
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 20).Where(id => id != 7), refusing.Records.Select(record => record.Flow.Id));
        Assert.Equal((1, 19), (feeding.Counters.LostFlows, feeding.Counters.StoredFlows));
        AssertReconciled(feeding.Counters, 20);
    }

    [Fact]
    public async Task StoreThatFailsInTheMiddleOfABatch_GetsTheRestLater_Once()
    {
        int calls = 0;
        var failing = new AppendOnlyStore((_, _) => Interlocked.Increment(ref calls) switch
        {
            1 => throw new FlowStoreException(FlowStoreProblem.Refused, "Too large."),
            3 => throw new FlowStoreException(FlowStoreProblem.Unavailable, "It is away."),
            _ => Task.CompletedTask,
        });
        using Feeding feeding = Begin(OptionsFor(failing));
        feeding.Complete(20);
        await WaitForAsync(() => feeding.Counters.StoredFlows == 20);
        await feeding.StopAsync();

        Assert.Equal(Ids(1, 20), failing.Records.Select(record => record.Flow.Id));
        AssertReconciled(feeding.Counters, 20);
    }

    [Fact]
    public void FolderOfAnotherProxy_IsRefused()
    {
        using Feeding feeding = Begin(Options);
        using var other = new Feeding(Options);

        Assert.Equal(FlowStoreProblem.Locked, Assert.Throws<FlowStoreException>(other.Feeder.Start).Problem);
    }

    private static Feeding Begin(FlowStoreOptions options)
    {
        var feeding = new Feeding(options);
        feeding.Feeder.Start();
        return feeding;
    }

    /// <summary>Each flow is at one place.</summary>
    private static void AssertReconciled(FlowStoreCounters counters, int completed) => Assert.Equal(
        completed + counters.SpoolFoundFlows,
        counters.StoredFlows + counters.DroppedFlows + counters.LostFlows + counters.WaitingFlows + counters.SpoolWaitingFlows);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(FlowFeederTests.Limit);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    private FlowStoreOptions OptionsFor(IFlowStore taking)
        => new(taking) { SpoolFolder = folder.PathOf("spool"), FlushTime = FlowFeederTests.Limit };

    private IEnumerable<long> Stored() => store.Store.Records.Select(record => record.Flow.Id);
}
