using Proximity.Stores;
using Proximity.TestsOfAll;

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
        FeederLoad.Offer(feeder, 1, FlowsBefore);
        await FeederLoad.WaitForAsync(() => feeder.Counters.StoredFlows > 0);

        await server.StopAsync();
        FeederLoad.Offer(feeder, 1 + FlowsBefore, FlowsMeanwhile);
        await FeederLoad.WaitForAsync(() => feeder.Counters.Problem is not null);
        await server.StartAsync();
        FeederLoad.Offer(feeder, 1 + FlowsBefore + FlowsMeanwhile, FlowsAfter);
        await feeder.DisposeAsync();

        const int All = FlowsBefore + FlowsMeanwhile + FlowsAfter;
        FlowStoreCounters counters = feeder.Counters;
        Assert.Equal((All, 0L, 0L, 0L), (counters.StoredFlows, counters.LostFlows, counters.DroppedFlows, counters.FlowsWithoutBodies));
        Assert.InRange(counters.Retries, 1, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, All).Select(id => (long)id), (await store.Read()).Select(flow => flow.Flow.Id));
        Assert.Equal(All, (await store.GetStatusAsync(TestContext.Current.CancellationToken)).Count);
    }
}
