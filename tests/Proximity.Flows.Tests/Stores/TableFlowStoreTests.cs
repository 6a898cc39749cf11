using System.Text;
using Proximity.Filters;
using Proximity.Stores;
using Proximity.TestsOfAll;

namespace Proximity.Flows.Tests.Stores;

/// <summary>The table of a proxy, asked as a store.</summary>
public class TableFlowStoreTests
{
    private readonly FlowTable table = new(capacity: 5);
    private readonly TableFlowStore store;
    private Guid session = Guid.CreateVersion7();

    public TableFlowStoreTests() => store = new TableFlowStore(table, () => session, TimeProvider.System);

    [Fact]
    public async Task Pages_AreThoseOfTheTable_NewestFirst()
    {
        Add(7);

        FlowPage first = await store.QueryAsync(new FlowQuery { Limit = 3 });
        FlowPage second = await store.QueryAsync(new FlowQuery { Limit = 3, Cursor = first.Next });

        Assert.Equal([7, 6, 5], first.Flows.Select(flow => flow.Sequence));
        Assert.Equal([4, 3], second.Flows.Select(flow => flow.Sequence));
        Assert.Equal(FlowPageEnd.Exhausted, second.End);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 503\r\n\r\n", 1)]
    [InlineData("HTTP/2 500 \r\nA: b\r\n\r\n", 1)]
    [InlineData("\r\nHTTP/1.1 500 No\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 5000 No\r\n\r\n", 1)]
    [InlineData("HTTP/1.1\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 -50 No\r\n\r\n", 0)]
    public async Task Counts_AreThoseOfSnapshots(string head, int errors)
    {
        foreach (Flow flow in Add(2))
        {
            flow.Response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(head));
            End(flow);
        }

        Flow[] underWay = Add(1);
        var query = new FlowQuery { Sort = FlowSort.OldestFirst };

        FlowTally tally = await store.TallyAsync(query, TimeSpan.FromSeconds(1));
        FlowTally expected = await FlowTally.OfPageAsync(store, query, TimeSpan.FromSeconds(1), default);

        Assert.Equal((2, 2 * errors), (tally.Buckets.Sum(bucket => bucket.Count), tally.Buckets.Sum(bucket => bucket.ErrorCount)));
        Assert.Equal(expected.Buckets.Select(Counted), tally.Buckets.Select(Counted));
        Assert.Equal([underWay[0].Id], tally.Unfinished);
        Assert.Equal((expected.End, expected.Next, expected.LastSequence), (tally.End, tally.Next, tally.LastSequence));
    }

    [Fact]
    public void Counts_MakeNoSnapshots()
    {
        var large = new FlowTable(capacity: 500);
        var flows = new TableFlowStore(large, () => session, TimeProvider.System);
        for (int i = 0; i < 500; i++)
        {
            large.Add(new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", Messages.Request("GET http://a/ HTTP/1.1\r\n\r\n"))
            {
                Response = ProxyResponse.FromBlock("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray()),
                Completed = true,
            });
        }

        // The array of the flows takes eight bytes for each, a snapshot some hundred.
        var query = new FlowQuery { Sort = FlowSort.OldestFirst };
        long allocated = Allocations.OfRound(() => Assert.True(flows.TallyAsync(query, TimeSpan.FromSeconds(1)).AsTask().IsCompleted));

        Assert.InRange(allocated, 1, 500 * 32);
    }

    [Fact]
    public async Task MoreThanAPage_IsCountedInPages()
    {
        var large = new FlowTable(capacity: 2500);
        var flows = new TableFlowStore(large, () => session, TimeProvider.System);
        for (int i = 0; i < 2500; i++)
        {
            large.Add(new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", new ProxyRequest("GET", "/")) { Completed = true });
        }

        var query = new FlowQuery { Sort = FlowSort.OldestFirst };
        List<long> counts = [];
        FlowTally tally;
        do
        {
            tally = await flows.TallyAsync(query, TimeSpan.FromSeconds(1));
            counts.Add(tally.Buckets.Sum(bucket => bucket.Count));
            query = query with { Cursor = tally.Next };
        }
        while (tally.End != FlowPageEnd.Exhausted);

        Assert.Equal([1000, 1000, 500], counts);
    }

    [Fact]
    public async Task FlowUnderWay_IsThere()
    {
        Flow[] flows = Add(1);
        Assert.False((await store.GetAsync(1))!.Flow.Completed);

        End(flows[0]);

        Assert.True((await store.GetAsync(1))!.Flow.Completed);
    }

    [Fact]
    public async Task NumbersBehindAClear_AreHigherThanThoseBefore()
    {
        Add(2);
        Assert.Equal(2, (await store.GetStatusAsync()).NewestSequence);
        table.Clear();
        session = Guid.CreateVersion7();
        Add(1);

        FlowPage page = await store.QueryAsync(new FlowQuery());

        Assert.Equal((3, 1), (page.Flows.Single().Sequence, page.Flows.Single().Flow.Id));
        Assert.Null(await store.GetAsync(1));
        Assert.NotNull(await store.FindAsync(session, 1));
    }

    [Fact]
    public async Task Notes_AreFoundByFilters_AndGoWithTheirFlow()
    {
        Add(2);

        Assert.Equal(1, await store.AnnotateAsync([2, 9], new FlowAnnotationChange { Mark = FlowMark.Red, AddTags = ["slow"] }));

        FlowPage page = await store.QueryAsync(new FlowQuery { Filter = Filter.Parse("mark:red tag:slow") });
        Assert.Equal([2], page.Flows.Select(flow => flow.Sequence));
        Assert.Equal(1, await store.DeleteAsync([2]));
        Assert.Empty((await store.QueryAsync(new FlowQuery { Filter = Filter.Parse("mark:red") })).Flows);
    }

    [Fact]
    public async Task Pruning_LeavesFlowsUnderWay()
    {
        Flow[] flows = Add(3);
        End(flows[0]);
        End(flows[2]);

        FlowsPruned pruned = await store.PruneAsync(new FlowRetention { MaxFlows = 0 });

        Assert.Equal(2, pruned.Flows);
        Assert.Equal([2], (await store.QueryAsync(new FlowQuery())).Flows.Select(flow => flow.Sequence));
    }

    [Fact]
    public void FlowsThatEnded_ComeInTheOrderOfTheirEnds()
    {
        Flow[] flows = Add(3);
        End(flows[1]);
        End(flows[0]);

        StoredFlow[] first = store.EndedBehind(0, most: 10);
        End(flows[2]);
        StoredFlow[] second = store.EndedBehind(first[^1].Flow.Sequence, most: 10);

        Assert.Equal([2, 1], first.Select(flow => flow.Sequence));
        Assert.Equal([3], second.Select(flow => flow.Sequence));
    }

    [Fact]
    public async Task Index_GivesTheSameNumbers()
    {
        Add(4);

        FlowIndexPage page = await ((IFlowStore)store).IndexAsync(new FlowQuery { Sort = FlowSort.OldestFirst }, limit: 3);

        Assert.Equal([1, 2, 3], page.Sequences);
        Assert.Equal(FlowPageEnd.LimitReached, page.End);
    }

    [Fact]
    public async Task Append_IsTheProxysOwn()
        => await Assert.ThrowsAsync<NotSupportedException>(async () => await store.AppendAsync([], FlowAppendOptions.Default));

    private static (DateTimeOffset, long, long) Counted(FlowTallyBucket bucket) => (bucket.Start, bucket.Count, bucket.ErrorCount);

    private Flow[] Add(int count)
    {
        Flow[] flows = [.. Enumerable.Range(0, count).Select(i => new Flow(
            DateTimeOffset.UnixEpoch.AddSeconds(i), "127.0.0.1", Messages.Request($"GET http://host.example/{i} HTTP/1.1\r\n\r\n")))];
        Array.ForEach(flows, table.Add);
        return flows;
    }

    private void End(Flow flow)
    {
        flow.Completed = true;
        flow.NoteEnd();
        table.Complete(flow);
    }
}
