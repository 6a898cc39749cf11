using CsCheck;
using Proximity.Filters;
using Proximity.Filters.Syntax;
using Proximity.Flows;
using Proximity.Flows.Tests.Filters;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

public sealed class QueryTests : StoreTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RandomFilter_FindsTheFlowsThatItMatches(bool hasTextIndex)
    {
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { HasTextIndex = hasTextIndex });
        FlowSnapshot[] flows = RandomFlows.All.Array[200].Single();
        await Fill(store, flows);
        FlowPage all = await store.QueryAsync(new FlowQuery { Sort = FlowSort.OldestFirst, Limit = FlowQuery.MaxLimit, Budget = Patience });
        StoredFlow[] stored = [.. all.Flows.Zip(flows, (kept, flow) => kept with { Flow = flow })];
        Assert.Equal(flows.Length, stored.Length);

        await Trees.Valid.SampleAsync(
            async tree =>
            {
                Filter filter = Filter.Of(tree, new FilterSettings());
                IEnumerable<long> expected = stored.Where(flow => filter.Evaluate(flow) is true).Select(flow => flow.Sequence);
                Assert.Equal(expected, await All(store, new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst, Budget = Patience }));
            },
            iter: 100,
            threads: 1,
            print: FilterPrinter.Print);
    }

    [Fact]
    public async Task Pages_GoOnAtTheirCursor_WhileFlowsCome()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 1000));

        FlowPage first = await store.QueryAsync(new FlowQuery { Budget = Patience, Limit = 300 });
        await store.Append(TestFlows.Records(1001, 10));
        FlowPage second = await store.QueryAsync(new FlowQuery { Budget = Patience, Limit = 300, Cursor = first.Next });

        Assert.Equal(FlowPageEnd.LimitReached, first.End);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => 1000L - i), first.Flows.Select(flow => flow.Sequence));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => 700L - i), second.Flows.Select(flow => flow.Sequence));
        Assert.Equal(1010, second.TotalCount);
    }

    [Fact]
    public async Task NoBudget_StillComesToTheEnd()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 1500));
        var query = new FlowQuery { Filter = Filter.Parse("path:/7 or header[x]:a"), Budget = TimeSpan.Zero };

        Assert.Equal(
            Enumerable.Range(1, 1500).Reverse().Where(id => id.ToString().StartsWith('7')).Select(id => (long)id), await All(store, query));
    }

    [Fact]
    public async Task Scan_SaysHowFarItHasCome()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 2000));

        FlowPage page = await store.QueryAsync(new FlowQuery { Filter = Filter.Parse("host:none.test"), Budget = TimeSpan.Zero });

        Assert.Equal(FlowPageEnd.BudgetSpent, page.End);
        Assert.Empty(page.Flows);
        Assert.InRange(page.ScannedCount, 1, 1999);
        Assert.Equal(2000, page.TotalCount);
    }

    [Theory]
    [InlineData(FlowSortField.Duration, true)]
    [InlineData(FlowSortField.ResponseSize, false)]
    [InlineData(FlowSortField.Time, true)]
    [InlineData(FlowSortField.Status, false)]
    public async Task Sorted_EveryFlowComesOnce(FlowSortField field, bool isDescending)
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 500, id => new byte[id % 7]));
        var query = new FlowQuery { Sort = new FlowSort(field, isDescending), Limit = 90 };

        List<long> sequences = await All(store, query);

        Assert.Equal(500, sequences.Distinct().Count());
        Assert.Equal(500, sequences.Count);
        IEnumerable<long> values = sequences.Select(sequence => Value(TestFlows.Flow(sequence, body: new byte[sequence % 7])));
        Assert.Equal(isDescending ? values.OrderDescending() : values.Order(), values);

        long Value(FlowSnapshot flow) => field switch
        {
            FlowSortField.Duration => flow.Duration.Ticks,
            FlowSortField.ResponseSize => flow.Response!.Body.TotalBytes,
            FlowSortField.Time => flow.Timestamp.Ticks,
            _ => flow.Response!.Status,
        };
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Sequence.1")]
    [InlineData("+Sequence.0.1")]
    [InlineData("-Sequence.x.1")]
    [InlineData("-Status.0.1")]
    public async Task CursorOfAnotherQuery_IsRefused(string cursor)
    {
        await using SqliteFlowStore store = await Open();

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.QueryAsync(new FlowQuery { Cursor = cursor }));
    }

    [Fact]
    public async Task FlowThatHasNotEnded_IsAskedItself()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(new FlowRecord(new FlowSketch { IsCompleted = false, Response = null }.Snapshot(), TestFlows.Session));

        Assert.Empty(await All(store, new FlowQuery { Filter = Filter.Parse("-status:200") }));
        Assert.Equal([1], await All(store, new FlowQuery { Filter = Filter.Parse("is:pending host:api.example.com") }));
    }

    [Fact]
    public async Task CancelledQuery_Ends()
    {
        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Records(1, 100));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.QueryAsync(new FlowQuery(), cancelled.Token));
    }

    private static async Task<List<long>> All(IFlowStore store, FlowQuery query)
    {
        var found = new List<long>();
        do
        {
            FlowPage page = await store.QueryAsync(query);
            found.AddRange(page.Flows.Select(flow => flow.Sequence));
            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null);
        return found;
    }

    /// <summary>The random flows have one id; each gets a session of its own.</summary>
    private static async Task Fill(IFlowStore store, FlowSnapshot[] flows)
        => await store.Append([.. flows.Select(flow => new FlowRecord(flow, Guid.CreateVersion7()))]);
}
