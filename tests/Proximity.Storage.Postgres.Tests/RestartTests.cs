using System.Globalization;
using System.Text;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>The server ends and begins again while a proxy's flows are stored.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private const int FlowsBefore = 300;
    private const int FlowsMeanwhile = 300;
    private const int FlowsAfter = 300;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>One of its own: others go on.</summary>
    private readonly PostgresServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task ServerRestartedUnderLoad_EachFlowIsThereOnce()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        await using PostgresFlowStore store = await server.OpenAsync(options);
        var feeder = new FlowFeeder(
            new FlowStoreOptions(store) { ProxyName = "one", RetryTime = Limit, FlushTime = Limit },
            new FlowSessions(TimeProvider.System),
            TimeProvider.System);
        feeder.Start();
        Offer(feeder, 1, FlowsBefore);
        await WaitForAsync(() => feeder.Counters.StoredFlows > 0);

        await server.StopAsync();
        Offer(feeder, 1 + FlowsBefore, FlowsMeanwhile);
        await WaitForAsync(() => feeder.Counters.Problem is not null);
        await server.StartAsync();
        Offer(feeder, 1 + FlowsBefore + FlowsMeanwhile, FlowsAfter);
        await feeder.DisposeAsync();

        const int All = FlowsBefore + FlowsMeanwhile + FlowsAfter;
        FlowStoreCounters counters = feeder.Counters;
        Assert.Equal((All, 0L, 0L, 0L), (counters.StoredFlows, counters.LostFlows, counters.DroppedFlows, counters.FlowsWithoutBodies));
        Assert.InRange(counters.Retries, 1, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, All).Select(id => (long)id), (await store.Read()).Select(flow => flow.Flow.Id));
        Assert.Equal(All, (await store.GetStatusAsync(TestContext.Current.CancellationToken)).Count);
    }

    private static void Offer(FlowFeeder feeder, long first, int count)
    {
        for (long id = first; id < first + count; id++)
        {
            byte[] head = Encoding.Latin1.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"GET http://example.com/{id} HTTP/1.1\r\nHost: example.com\r\n\r\n"));
            var flow = new Flow(DateTimeOffset.UnixEpoch.AddSeconds(id), "10.1.2.3", ProxyRequest.FromBlocks(head, null, isRendered: false))
            {
                Id = id,
            };
            flow.SetBody(BodySide.Request, FlowBody.None);
            flow.Completed = true;
            feeder.Offer(flow);
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }
}
