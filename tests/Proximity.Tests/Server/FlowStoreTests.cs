using Proximity.Protocol.Faults;
using Proximity.Stores;

namespace Proximity.Tests.Server;

public class FlowStoreTests
{
    [Fact]
    public async Task EndedExchanges_AreInTheStoreWhenTheProxyHasStopped()
    {
        await using var store = new MemoryFlowStore();
        Guid session;
        await using (Harness harness = await StartAsync(new FlowStoreOptions(store) { ProxyName = "edge" }))
        {
            session = harness.Proxy.FlowSession;
            await harness.GetAsync("/one");
            await harness.GetAsync("/two");
            await harness.Proxy.StopAsync();
            FlowStoreCounters counters = harness.Proxy.StoreCounters!;
            Assert.Equal((2, 0, 0), (counters.StoredFlows, counters.LostFlows, counters.WaitingFlows));
        }

        for (long id = 1; id <= 2; id++)
        {
            StoredFlow? stored = await store.FindAsync(null, id, TestContext.Current.CancellationToken);
            Assert.NotNull(stored);
            Assert.Equal((session, "edge", 200), (stored.Session, stored.ProxyName, stored.Flow.Response?.Status));
            Assert.True(stored.Flow.Completed);
        }
    }

    [Fact]
    public async Task ClearFlows_BeginsASession()
    {
        await using var store = new MemoryFlowStore();
        await using Harness harness = await StartAsync(new FlowStoreOptions(store));
        Guid before = harness.Proxy.FlowSession;
        await harness.GetAsync("/one");
        harness.Proxy.ClearFlows();
        Guid after = harness.Proxy.FlowSession;
        await harness.GetAsync("/two");
        await harness.Proxy.StopAsync();

        Assert.NotEqual(before, after);
        StoredFlow? first = await store.FindAsync(before, 1, TestContext.Current.CancellationToken);
        StoredFlow? second = await store.FindAsync(after, 1, TestContext.Current.CancellationToken);
        Assert.EndsWith("/one", first?.Flow.Request.Url, StringComparison.Ordinal);
        Assert.EndsWith("/two", second?.Flow.Request.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreThatFails_IsReportedOnce_AndExchangesGoOn()
    {
        var store = new MemoryFlowStore();
        await store.DisposeAsync();
        await using Harness harness = await StartAsync(new FlowStoreOptions(store));
        await harness.GetAsync("/one");
        await harness.GetAsync("/two");
        await harness.Proxy.StopAsync();
        await harness.SettleAsync();

        Assert.Equal([ErrorCodes.FlowStoreFailed], harness.Errors.Select(error => error.Code));
        Assert.Equal(2, harness.Proxy.StoreCounters!.LostFlows);
        Assert.Equal(2, harness.Proxy.Flows.Count);
    }

    [Fact]
    public async Task WithoutRecording_AStoreIsRefused()
    {
        await using var store = new MemoryFlowStore();
        var options = new ProxyOptions { UseEphemeralPort = true, RecordFlows = false, Store = new FlowStoreOptions(store) };

        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(ProxyOptions.Store), thrown.OptionName);
    }

    [Fact]
    public async Task SpoolThatCannotBeUsed_IsRefused()
    {
        await using var store = new MemoryFlowStore();
        string file = Path.GetTempFileName();
        try
        {
            var options = new ProxyOptions
            {
                UseEphemeralPort = true,
                Bind = "127.0.0.1",
                Store = new FlowStoreOptions(store) { SpoolFolder = file },
            };

            ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(
                () => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));

            Assert.Equal((ErrorCodes.FlowStoreFailed, nameof(FlowStoreOptions.SpoolFolder)), (thrown.Code, thrown.OptionName));
            Assert.StartsWith($"The spool {file} cannot be used: ", thrown.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task WithoutAStore_ThereAreNoCounters()
    {
        await using Harness harness = await Harness.StartAsync();

        Assert.Null(harness.Proxy.StoreCounters);
        Assert.Equal(7, harness.Proxy.FlowSession.Version);
    }

    private static Task<Harness> StartAsync(FlowStoreOptions store) => Harness.StartAsync(options => options.Store = store);
}
