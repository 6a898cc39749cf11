using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

public class FlowFeederTests
{
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task CompletedFlows_ReachTheStoreInTheirOrder()
    {
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store) { ProxyName = "edge" });
        feeding.Complete(3);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal([1L, 2, 3], store.Records.Select(record => record.Flow.Id));
        Assert.All(store.Records, record => Assert.Equal(("edge", feeding.Sessions.Of(0)), (record.ProxyName, record.Session)));
        Assert.All(store.Records, static record => Assert.True(record.Flow.Completed));
        Assert.Equal((3, 1, 0), (feeding.Counters.StoredFlows, feeding.Counters.Batches, feeding.Counters.WaitingFlows));
    }

    [Fact]
    public async Task ManyFlows_ComeInBatchesThatAreBounded()
    {
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store));
        feeding.Complete(1200);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal([500, 500, 200], store.Batches.Select(batch => batch.Batch.Length));
    }

    [Fact]
    public async Task FewFlows_AreStoredWithoutAStop()
    {
        var stored = new TaskCompletionSource();
        var store = new AppendOnlyStore((_, _) =>
        {
            stored.TrySetResult();
            return Task.CompletedTask;
        });
        using var feeding = new Feeding(new FlowStoreOptions(store));
        feeding.Feeder.Start();
        feeding.Complete(1);

        await stored.Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        await feeding.StopAsync();
    }

    [Fact]
    public async Task FlowThatCameDuringAnAppend_DoesNotWaitAgainBehindIt()
    {
        var clock = new CountedTimers();
        TaskCompletionSource[] begun = [new(), new()];
        TaskCompletionSource answer = new();
        int appends = 0;
        var store = new AppendOnlyStore((_, _) =>
        {
            begun[appends++].SetResult();
            return answer.Task;
        });
        using var feeding = new Feeding(new FlowStoreOptions(store), clock);
        feeding.Feeder.Start();
        feeding.Complete(1);
        await begun[0].Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        int timersOfOneBatch = clock.Timers;

        feeding.Complete(1);
        clock.Advance(FeedQueue.BatchTime);
        answer.SetResult();
        await begun[1].Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (timersOfOneBatch, clock.Timers));
        await feeding.StopAsync();
    }

    [Fact]
    public async Task StoreThatDoesNotAnswer_HoldsNobody_AndFlowsBeyondTheBoundAreCounted()
    {
        var answer = new TaskCompletionSource();
        var store = new AppendOnlyStore((_, _) => answer.Task);
        using var feeding = new Feeding(new FlowStoreOptions(store) { MaxWaitingFlows = 20 });
        feeding.Feeder.Start();
        feeding.Complete(100);

        Assert.Equal((20, 80), (feeding.Counters.WaitingFlows, feeding.Counters.DroppedFlows));
        answer.SetResult();
        await feeding.StopAsync();
        Assert.Equal(Enumerable.Range(1, 20).Select(static id => (long)id), store.Records.Select(record => record.Flow.Id));
        Assert.Equal((20, 0, 80), (feeding.Counters.StoredFlows, feeding.Counters.LostFlows, feeding.Counters.DroppedFlows));
    }

    [Fact]
    public async Task NearTheBoundOfBytes_BodiesGoFirst_ThenFlows()
    {
        const int BodyBytes = 10_000;
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store) { MaxWaitingBytes = 40_000 });
        feeding.Complete(200, BodyBytes);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        FlowStoreCounters counters = feeding.Counters;
        FlowRecord[] whole = [.. store.Records.Where(static record => record.Flow.KeptBodyBytes > 0)];
        FlowRecord[] bare = [.. store.Records.Where(static record => record.Flow.KeptBodyBytes == 0)];
        Assert.Equal([1L, 2], whole.Select(record => record.Flow.Id));
        Assert.All(bare, record => Assert.Equal(
            (FlowBodyState.NotKept, NotKeptReason.StoreBusy, BodyBytes),
            (record.Flow.Response!.Body.State, record.Flow.Response.Body.NotKept, (int)record.Flow.Response.Body.TotalBytes)));
        Assert.True(bare.Length is > 10 and < 100, $"{bare.Length} flows came without bodies.");
        Assert.Equal(bare.Length, counters.FlowsWithoutBodies);
        Assert.Equal(200, counters.StoredFlows + counters.DroppedFlows);
        Assert.Equal(0, counters.WaitingBytes);
    }

    [Fact]
    public async Task OneFlowLargerThanTheBound_IsTaken()
    {
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store) { MaxWaitingBytes = 1 });
        feeding.Complete(1, bodyBytes: 1000);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal(NotKeptReason.StoreBusy, Assert.Single(store.Records).Flow.Response!.Body.NotKept);
    }

    [Fact]
    public async Task FarBehind_TheTextIndexIsLeftOut()
    {
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store) { MaxWaitingFlows = 2000 });
        feeding.Complete(1400);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal([true, false, false], store.Batches.Select(batch => batch.Options.SkipTextIndex));
        Assert.Equal(500, feeding.Counters.FlowsWithoutTextIndex);
    }

    [Fact]
    public async Task StoreThatIsAway_IsTriedAgain_AndNothingIsLost()
    {
        int attempts = 0;
        var store = new AppendOnlyStore((_, _) => ++attempts <= 2
            ? throw new FlowStoreException(FlowStoreProblem.Unavailable, "It is away.") : Task.CompletedTask);
        using var feeding = new Feeding(new FlowStoreOptions(store) { FlushTime = Limit });
        feeding.Complete(2);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal([1L, 2], store.Records.Select(record => record.Flow.Id));
        FlowStoreCounters counters = feeding.Counters;
        Assert.Equal((2, 2, 0, null), (counters.Retries, counters.StoredFlows, counters.LostFlows, counters.Problem));
        Assert.Equal("It is away.", Assert.Single(feeding.Troubles).Message);
    }

    [Fact]
    public async Task StoreThatIsAwayForTooLong_LosesTheBatch_AndTakesTheNext()
    {
        int attempts = 0;
        var store = new AppendOnlyStore((_, _) => ++attempts == 1
            ? throw new FlowStoreException(FlowStoreProblem.Full, "No room.") : Task.CompletedTask);
        using var feeding = new Feeding(new FlowStoreOptions(store) { RetryTime = TimeSpan.Zero });
        feeding.Complete(501);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal([501L], store.Records.Select(record => record.Flow.Id));
        Assert.Equal((500, 1, 0), (feeding.Counters.LostFlows, feeding.Counters.StoredFlows, feeding.Counters.Retries));
    }

    [Fact]
    public async Task OneFlowThatIsRefused_AloneIsLost()
    {
        var store = new AppendOnlyStore((batch, _) => batch.Any(static record => record.Flow.Id == 7)
            ? throw new FlowStoreException(FlowStoreProblem.Refused, "Flow 7 is too large.") : Task.CompletedTask);
        using var feeding = new Feeding(new FlowStoreOptions(store));
        feeding.Complete(20);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        IEnumerable<long> others = Enumerable.Range(1, 20).Where(static id => id != 7).Select(static id => (long)id);
        Assert.Equal(others, store.Records.Select(record => record.Flow.Id));
        Assert.Equal((1, 19), (feeding.Counters.LostFlows, feeding.Counters.StoredFlows));
    }

    [Fact]
    public async Task WhateverElseTheStoreThrows_LosesTheBatchAtOnce_AndIsSaid()
    {
        var store = new AppendOnlyStore((_, _) => throw new InvalidOperationException("A defect."));
        using var feeding = new Feeding(new FlowStoreOptions(store));
        feeding.Complete(501);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Assert.Equal((501, 0, "A defect."), (feeding.Counters.LostFlows, feeding.Counters.Retries, feeding.Counters.Problem));
        Assert.Single(feeding.Troubles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StopWhileTheStoreHangs_EndsInTime_AndCountsWhatIsLost(bool obeysToken)
    {
        var started = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var store = new AppendOnlyStore((_, token) =>
        {
            started.TrySetResult();
            return obeysToken ? never.Task.WaitAsync(token) : never.Task;
        });
        using var feeding = new Feeding(new FlowStoreOptions(store) { FlushTime = TimeSpan.Zero });
        feeding.Feeder.Start();
        feeding.Complete(500);
        await started.Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        feeding.Complete(100);
        await feeding.StopAsync();

        Assert.Equal((600, 0, 0L), (feeding.Counters.LostFlows, feeding.Counters.WaitingFlows, feeding.Counters.WaitingBytes));
        never.SetResult();
    }

    [Fact]
    public async Task FlowsAfterTheStop_AreDropped()
    {
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store));
        feeding.Feeder.Start();
        await feeding.StopAsync();
        feeding.Complete(1);

        Assert.Equal((1, 0), (feeding.Counters.DroppedFlows, feeding.Counters.WaitingFlows));
    }

    [Fact]
    public async Task ClearedTable_HasANewSession_AndFlowsFromBeforeKeepTheirs()
    {
        var store = new AppendOnlyStore();
        using var feeding = new Feeding(new FlowStoreOptions(store));
        Flow before = feeding.Begin();
        feeding.Table.Clear();
        Flow after = feeding.Begin();
        feeding.Table.ReplaceAll([]);
        Flow last = feeding.Begin();
        feeding.End(last);
        feeding.End(before);
        feeding.End(after);
        feeding.Feeder.Start();
        await feeding.StopAsync();

        Guid[] sessions = [.. store.Records.Select(record => record.Session)];
        Assert.Equal([1L, 1, 1], store.Records.Select(record => record.Flow.Id));
        Assert.Equal(3, sessions.Distinct().Count());
        Assert.All(sessions, static session => Assert.Equal(7, session.Version));
        Assert.Equal(feeding.Sessions.Of(feeding.Table.Epoch), sessions[0]);
        Assert.Equal(feeding.Sessions.Of(0), sessions[1]);
    }
}
