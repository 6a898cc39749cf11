using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>Flows as tests want them.</summary>
internal static class TestFlows
{
    public static Guid Session { get; } = new("0198f0e2-7c1a-7000-8000-000000000001");

    public static FlowRecord Record(long id, string url = "http://example.com/", byte[]? body = null, DateTimeOffset? time = null)
        => new(Flow(id, url, body, time), Session, "test");

    public static FlowRecord[] Records(long first, int count, Guid? session = null)
        => [.. Enumerable.Range(0, count).Select(i => Record(first + i) with { Session = session ?? Session })];

    public static FlowSnapshot Flow(long id, string url = "http://example.com/", byte[]? body = null, DateTimeOffset? time = null)
    {
        FlowBody content = body is null ? FlowBody.None : FlowBody.Create(FlowBodyState.Complete, body, body.Length);
        return new FlowSnapshot(new RequestSnapshot("GET", url, [KeyValuePair.Create("host", "example.com")]), "127.0.0.1")
        {
            Id = id,
            Timestamp = time ?? DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + id),
            Response = new ResponseSnapshot(200, "OK", [KeyValuePair.Create("content-type", "text/plain")], content),
            Duration = TimeSpan.FromMilliseconds(id % 1000),
            Completed = true,
        };
    }

    public static ValueTask<int> Append(this IFlowStore store, params IReadOnlyList<FlowRecord> flows)
        => store.AppendAsync(flows, FlowAppendOptions.Default, TestContext.Current.CancellationToken);

    /// <summary>All that a filter gives, the oldest first.</summary>
    public static async Task<List<StoredFlow>> Read(this IFlowStore store, IFlowFilter? filter = null)
    {
        List<StoredFlow> all = [];
        var query = new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst, Limit = FlowQuery.MaxLimit };
        while (true)
        {
            FlowPage page = await store.QueryAsync(query, TestContext.Current.CancellationToken);
            all.AddRange(page.Flows);
            if (page.Next is not { } next)
            {
                return all;
            }

            query = query with { Cursor = next };
        }
    }
}
