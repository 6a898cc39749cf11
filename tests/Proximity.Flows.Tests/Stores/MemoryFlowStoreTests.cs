using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>The bounds of the store in memory.</summary>
public class MemoryFlowStoreTests
{
    [Fact]
    public async Task MoreFlowsThanFit_TheOldestGo()
    {
        await using var store = new MemoryFlowStore(new MemoryFlowStoreOptions { MaxFlows = 5 });
        await AppendAsync(store, count: 12, bodyBytes: 1);

        FlowStoreStatus status = await store.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal((5, 8L, 12L), (status.Count, status.OldestSequence, status.NewestSequence));
    }

    [Fact]
    public async Task MoreBytesThanFit_TheOldestGo_AndTheNewestStaysInAnyCase()
    {
        await using var store = new MemoryFlowStore(new MemoryFlowStoreOptions { MaxBytes = 10_500 });
        await AppendAsync(store, count: 20, bodyBytes: 1000);
        FlowStoreStatus status = await store.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal((10, 20L), (status.Count, status.NewestSequence));
        Assert.True(status.Bytes <= 10_500, $"{status.Bytes} bytes are kept.");

        await AppendAsync(store, count: 1, bodyBytes: 50_000, firstId: 21);
        status = await store.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, 21L), (status.Count, status.NewestSequence));
    }

    [Fact]
    public async Task AllGone_NoBytesAreCounted()
    {
        await using var store = new MemoryFlowStore();
        await AppendAsync(store, count: 10, bodyBytes: 100);
        await store.AnnotateAsync([1, 2], new FlowAnnotationChange { Comment = "noted" }, TestContext.Current.CancellationToken);
        await store.DeleteAsync([1, 3], TestContext.Current.CancellationToken);
        await store.PruneAsync(new FlowRetention { MaxFlows = 0 }, TestContext.Current.CancellationToken);

        Assert.Equal(0, (await store.GetStatusAsync(TestContext.Current.CancellationToken)).Bytes);
    }

    [Fact]
    public async Task Budget_IsTakenFromItsClock()
    {
        var clock = new SteppingClock();
        await using var store = new MemoryFlowStore(new MemoryFlowStoreOptions { TimeProvider = clock });
        await AppendAsync(store, count: 20, bodyBytes: 1);

        FlowPage page = await store.QueryAsync(
            new FlowQuery { Budget = TimeSpan.FromMilliseconds(5) }, TestContext.Current.CancellationToken);

        Assert.Equal((FlowPageEnd.BudgetSpent, 5, 20L), (page.End, page.Flows.Count, page.TotalCount));
    }

    [Fact]
    public async Task SortedNumbers_AskTheFilterOnceForAllPages()
    {
        await using var store = new MemoryFlowStore();
        await AppendAsync(store, count: 100, bodyBytes: 1);
        var filter = new CountingFilter();
        var query = new FlowQuery { Filter = filter, Sort = new FlowSort(FlowSortField.Time, IsDescending: true) };

        List<long> found = await NumbersAsync(store, query, limit: 7);

        Assert.Equal(Enumerable.Range(1, 100).Select(number => 101L - number), found);
        Assert.Equal(100, filter.Asked);
    }

    [Fact]
    public async Task SortedNumbers_FirstPageSeesWhatCame_AndMoreOrdersThanAreKeptAreRight()
    {
        await using var store = new MemoryFlowStore();
        await AppendAsync(store, count: 20, bodyBytes: 1);
        FlowQuery[] queries = [.. Enumerable.Range(0, 4).Select(_ => new FlowQuery
        {
            Filter = new CountingFilter(),
            Sort = new FlowSort(FlowSortField.Duration, IsDescending: false),
        })];
        List<long>[] found = [.. queries.Select(_ => new List<long>())];
        for (int page = 0; page < 4; page++)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                FlowIndexPage some = await store.IndexAsync(queries[i], 5, TestContext.Current.CancellationToken);
                found[i].AddRange(some.Sequences);
                queries[i] = queries[i] with { Cursor = some.Next };
            }
        }

        Assert.All(found, numbers => Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), numbers));
        await AppendAsync(store, count: 1, bodyBytes: 1, firstId: 21);
        Assert.Equal(21, (await NumbersAsync(store, queries[0] with { Cursor = null }, limit: 5)).Count);
    }

    [Fact]
    public async Task SortedPage_DoesNotAskTheFilterForFlowsBehindIt()
    {
        await using var store = new MemoryFlowStore();
        await AppendAsync(store, count: 1000, bodyBytes: 1);
        var filter = new CountingFilter();
        var query = new FlowQuery { Filter = filter, Limit = 10, Sort = new FlowSort(FlowSortField.Time, IsDescending: false) };

        FlowPage page = await store.QueryAsync(query, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 10).Select(number => (long)number), page.Flows.Select(flow => flow.Sequence));
        Assert.Equal((40, 1000L), (filter.Asked, page.ScannedCount));
    }

    private static async Task<List<long>> NumbersAsync(MemoryFlowStore store, FlowQuery query, int limit)
    {
        List<long> numbers = [];
        FlowIndexPage page;
        do
        {
            page = await store.IndexAsync(query, limit, TestContext.Current.CancellationToken);
            numbers.AddRange(page.Sequences);
            query = query with { Cursor = page.Next };
        }
        while (page.End != FlowPageEnd.Exhausted);
        return numbers;
    }

    private static async Task AppendAsync(MemoryFlowStore store, int count, int bodyBytes, long firstId = 1)
    {
        var session = new Guid("01900000-0000-7000-8000-000000000000");
        IEnumerable<FlowSnapshot> flows = Enumerable.Range(0, count).Select(index => new FlowSnapshot(
            new RequestSnapshot("GET", "/", [], FlowBody.Create(FlowBodyState.Complete, new byte[bodyBytes], bodyBytes)), "")
        {
            Id = firstId + index,
            Completed = true,
        });
        FlowRecord[] batch = [.. flows.Select(flow => new FlowRecord(flow, session))];
        Assert.Equal(count, await store.AppendAsync(batch, FlowAppendOptions.Default, TestContext.Current.CancellationToken));
    }

    /// <summary>Takes every flow, and counts how often it was asked.</summary>
    private sealed class CountingFilter : IFlowFilter
    {
        public int Asked { get; private set; }

        public bool ReadsBodies => false;

        public bool? Evaluate(FlowSnapshot flow)
        {
            Asked++;
            return true;
        }

        public override string ToString() => "counting";
    }

    /// <summary>A millisecond passes between two looks.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => now++;
    }
}
