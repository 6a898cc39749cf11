namespace Proximity.Flows.Tests;

public class FlowWaitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WhenCompleted_EndsWithTheExchange()
    {
        Flow flow = New("/");
        Task completed = flow.WhenCompleted;
        Assert.Same(completed, flow.WhenCompleted);
        Assert.False(completed.IsCompleted);
        flow.Completed = true;
        await completed.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(flow.WhenCompleted.IsCompletedSuccessfully);
    }

    [Fact]
    public void WhenCompletedOfACompletedFlow_IsThereAtOnce()
    {
        Flow flow = New("/");
        flow.Completed = true;
        Assert.True(flow.WhenCompleted.IsCompletedSuccessfully);
    }

    [Fact]
    public void WhenCompletedOfALoadedFlow_IsThereEvenIfItWasExportedBeforeItsEnd()
    {
        Flow flow = New("/");
        flow.Completed = false;
        Assert.False(flow.Completed);
        Assert.True(flow.WhenCompleted.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WhenCompleted_DoesNotRunTheWaitingCodeOnTheExchange()
    {
        Flow flow = New("/");
        int exchange = Environment.CurrentManagedThreadId;
        bool isWithin = false;
        Task<bool> waiting = flow.WhenCompleted.ContinueWith(
            _ => Volatile.Read(ref isWithin) && Environment.CurrentManagedThreadId == exchange,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        isWithin = true;
        flow.Completed = true;
        isWithin = false;
        Assert.False(await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wait_FindsWhatHasCompletedBefore()
    {
        var table = new FlowTable(10);
        Add(table, "/one", completes: true);
        Flow second = Add(table, "/two", completes: true);
        Assert.Same(second, await table.WaitAsync(flow => flow.Request.Url == "/two", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wait_TakesNoFlowThatIsStillGoingOn()
    {
        var table = new FlowTable(10);
        Flow flow = Add(table, "/one", completes: false);
        Task<Flow> waiting = table.WaitAsync(cancellationToken: TestContext.Current.CancellationToken);
        Add(table, "/two", completes: false);
        Assert.False(waiting.IsCompleted);
        Complete(table, flow);
        Assert.Same(flow, await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WaitForCount_GivesAllInTheirOrder()
    {
        var table = new FlowTable(10);
        Flow[] flows = [Add(table, "/1", false), Add(table, "/2", false), Add(table, "/3", false)];
        Task<IReadOnlyList<Flow>> waiting = table.WaitForCountAsync(2, TestContext.Current.CancellationToken);
        Complete(table, flows[2]);
        Assert.False(waiting.IsCompleted);
        Complete(table, flows[0]);
        Assert.Equal([1L, 3L], (await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken)).Select(flow => flow.Id));
    }

    [Fact]
    public async Task ManyWaiters_AreAllWoken()
    {
        var table = new FlowTable(10);
        Flow flow = Add(table, "/", completes: false);
        Task<Flow>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => table.WaitAsync())];
        Complete(table, flow);
        Assert.All(await Task.WhenAll(waiting).WaitAsync(Limit, TestContext.Current.CancellationToken), found => Assert.Same(flow, found));
    }

    [Fact]
    public async Task CancelledWait_Throws_AndOthersGoOn()
    {
        var table = new FlowTable(10);
        Flow flow = Add(table, "/", completes: false);
        using var cancel = new CancellationTokenSource();
        Task<Flow> cancelled = table.WaitAsync(cancellationToken: cancel.Token);
        Task<Flow> other = table.WaitAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Complete(table, flow);
        Assert.Same(flow, await other.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NothingCanCompleteAnyMore_WaitThrows()
    {
        var table = new FlowTable(10);
        Task<Flow> waiting = table.WaitAsync();
        table.EndWaiting();
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting.WaitAsync(Limit, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.WaitForCountAsync(1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LoadedFlows_EndAWait()
    {
        var table = new FlowTable(10);
        Task<Flow> waiting = table.WaitAsync();
        Flow loaded = New("/loaded");
        (loaded.Id, loaded.Completed) = (7, true);
        table.ReplaceAll([loaded]);
        Assert.Equal(7, (await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task ConditionThatThrows_ComesOutOfTheWait()
    {
        var table = new FlowTable(10);
        Add(table, "/", completes: true);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => table.WaitAsync(_ => throw new InvalidOperationException("mine")))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task CountThatCannotBeReached_Throws(int count)
        => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new FlowTable(10).WaitForCountAsync(count));

    [Fact]
    public async Task CompletionsAtTheSameTimeAsTheWait_AreNeverMissed()
    {
        for (int round = 0; round < 500; round++)
        {
            var table = new FlowTable(10);
            Flow flow = Add(table, "/", completes: false);
            Task completing = Task.Run(() => Complete(table, flow), TestContext.Current.CancellationToken);
            await table.WaitAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);
            await flow.WhenCompleted.WaitAsync(Limit, TestContext.Current.CancellationToken);
            await completing;
        }
    }

    private static Flow New(string url) => new(DateTimeOffset.UnixEpoch, "127.0.0.1", new ProxyRequest("GET", url));

    private static Flow Add(FlowTable table, string url, bool completes)
    {
        Flow flow = New(url);
        table.Add(flow);
        if (completes)
        {
            Complete(table, flow);
        }

        return flow;
    }

    private static void Complete(FlowTable table, Flow flow)
    {
        flow.Completed = true;
        table.Complete(flow);
    }
}
