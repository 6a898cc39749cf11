using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>What this store does beyond what all do: days, versions, several proxies, who may only read.</summary>
public sealed class StoreFactsTests(PostgresServer server)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 6, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DayAheadHasItsPartition_BeforeItsFirstFlow()
    {
        PostgresFlowStoreOptions options = server.NewOptions(new FakeTimeProvider(Noon));
        await using PostgresFlowStore store = await server.OpenAsync(options);

        Assert.Equal("flow_20260506 flow_20260507 flow_20260508 flow_20260509", await PartitionsAsync(options));
    }

    [Fact]
    public async Task ClockThatJumpsByYears_MakesThePartitionWhenItIsNeeded()
    {
        var time = new FakeTimeProvider(Noon);
        await using PostgresFlowStore store = await server.OpenAsync(server.NewOptions(time));
        time.SetUtcNow(Noon.AddYears(1));

        Assert.Equal(2, await store.Append(TestFlows.Records(1, 2)));
        Assert.Equal(0, await store.Append(TestFlows.Records(1, 2)));
    }

    [Fact]
    public async Task PartitionDroppedByAnother_IsMadeAgain()
    {
        PostgresFlowStoreOptions options = server.NewOptions(new FakeTimeProvider(Noon));
        await using PostgresFlowStore store = await server.OpenAsync(options);
        await server.AskAsync(options, "DROP TABLE flow_20260506; DROP TABLE flow_content_20260506");

        Assert.Equal(2, await store.Append(TestFlows.Records(1, 2)));
    }

    [Fact]
    public async Task FlowGivenAgainOnTheNextDay_IsKeptOnce()
    {
        var time = new FakeTimeProvider(Noon);
        await using PostgresFlowStore store = await server.OpenAsync(server.NewOptions(time));
        await store.Append(TestFlows.Records(1, 5));
        time.SetUtcNow(Noon.AddDays(1));

        Assert.Equal(1, await store.Append(TestFlows.Records(3, 4)));
    }

    [Fact]
    public async Task DaysOlderThanMaxAge_GoWithTheirPartition()
    {
        var time = new FakeTimeProvider(Noon);
        PostgresFlowStoreOptions options = server.NewOptions(time) with { MaxAge = TimeSpan.FromDays(2) };
        await using PostgresFlowStore store = await server.OpenAsync(options);
        await store.Append(TestFlows.Records(1, 5));
        time.SetUtcNow(Noon.AddDays(2));
        await store.Append(TestFlows.Records(6, 1));
        Assert.Equal(6, (await store.GetStatusAsync(Cancellation)).Count);

        time.SetUtcNow(Noon.AddDays(3));
        await store.Append(TestFlows.Records(7, 1));

        Assert.Equal(2, (await store.GetStatusAsync(Cancellation)).Count);
        Assert.Equal([6L, 7L], (await store.Read()).Select(flow => flow.Flow.Id));
        Assert.DoesNotContain("flow_20260506", await PartitionsAsync(options), StringComparison.Ordinal);
        await AssertSoundAsync(options);
    }

    [Fact]
    public async Task PruneByCount_DropsWholeDays_AndTheRestByRows()
    {
        var time = new FakeTimeProvider(Noon);
        PostgresFlowStoreOptions options = server.NewOptions(time);
        await using PostgresFlowStore store = await server.OpenAsync(options);
        for (int day = 0; day < 3; day++)
        {
            time.SetUtcNow(Noon.AddDays(day));
            await store.Append(TestFlows.Records(1 + (day * 10), 10));
        }

        FlowsPruned pruned = await store.PruneAsync(new FlowRetention { MaxFlows = 15 }, Cancellation);

        Assert.Equal(15, pruned.Flows);
        Assert.Equal(Enumerable.Range(16, 15).Select(id => (long)id), (await store.Read()).Select(flow => flow.Flow.Id));
        Assert.StartsWith("flow_20260507", await PartitionsAsync(options), StringComparison.Ordinal);
        await AssertSoundAsync(options);
    }

    [Fact]
    public async Task PruneByTime_DropsDaysWithNothingNewer()
    {
        var time = new FakeTimeProvider(Noon);
        PostgresFlowStoreOptions options = server.NewOptions(time);
        await using PostgresFlowStore store = await server.OpenAsync(options);
        await store.Append(TestFlows.Record(1, time: Noon.AddHours(-1)), TestFlows.Record(2, time: Noon));
        time.SetUtcNow(Noon.AddDays(1));
        await store.Append(TestFlows.Record(3, time: Noon.AddHours(-2)), TestFlows.Record(4, time: Noon.AddDays(1)));

        FlowsPruned pruned = await store.PruneAsync(new FlowRetention { Before = Noon.AddMinutes(1) }, Cancellation);

        Assert.Equal(3, pruned.Flows);
        Assert.Equal([4L], (await store.Read()).Select(flow => flow.Flow.Id));
        Assert.StartsWith("flow_20260507", await PartitionsAsync(options), StringComparison.Ordinal);
        await AssertSoundAsync(options);
    }

    [Fact]
    public async Task FlowStoredByAnotherProxy_IsWatched()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        await using PostgresFlowStore one = await server.OpenAsync(options);
        await using PostgresFlowStore other = await server.OpenAsync(options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        await using IAsyncEnumerator<StoredFlow> watched = one.WatchAsync(0, null, limit.Token).GetAsyncEnumerator(limit.Token);
        ValueTask<bool> next = watched.MoveNextAsync();

        await other.Append(TestFlows.Record(7) with { ProxyName = "other" });

        Assert.True(await next);
        Assert.Equal((7L, "other"), (watched.Current.Flow.Id, watched.Current.ProxyName));
    }

    [Fact]
    public async Task ProxiesThatWriteAtOnce_LoseNothing_AndWatchersMissNothing()
    {
        const int Writers = 4;
        const int Batches = 10;
        PostgresFlowStoreOptions options = server.NewOptions();
        await using PostgresFlowStore reader = await server.OpenAsync(options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        Task<List<StoredFlow>> watching = TakeAsync(reader, Writers * Batches * 20, limit.Token);
        PostgresFlowStore[] stores = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => server.OpenAsync(options)));

        await Task.WhenAll(stores.Select(store => Task.Run(() => WriteAsync(store, Batches), limit.Token)));

        List<StoredFlow> watched = await watching;
        Assert.Equal(watched.Count, watched.DistinctBy(flow => flow.Sequence).Count());
        Assert.Equal(watched.Select(flow => flow.Sequence), (await reader.Read()).Select(flow => flow.Sequence));
        await AssertSoundAsync(options);
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task BodyBeyondTheLimit_IsNotKept_AndSaysSo()
    {
        await using PostgresFlowStore store = await server.OpenAsync(server.NewOptions() with { MaxBodyBytes = 100 });
        await store.Append(TestFlows.Record(1, body: new byte[101]), TestFlows.Record(2, body: new byte[100]));

        List<StoredFlow> all = await store.Read();

        Assert.Equal(NotKeptReason.Limit, all[0].Flow.Response!.Body.NotKept);
        Assert.Equal(101, all[0].Flow.Response!.Body.TotalBytes);
        Assert.Null(await store.OpenBodyAsync(all[0].Sequence, BodySide.Response, cancellationToken: Cancellation));
        Assert.Equal(FlowBodyState.Complete, all[1].Flow.Response!.Body.State);
    }

    [Fact]
    public async Task NewerTables_AreRefused()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        await (await server.OpenAsync(options)).DisposeAsync();
        await server.AskAsync(options, "UPDATE store_version SET version = 2");

        var refused = await Assert.ThrowsAsync<FlowStoreException>(() => server.OpenAsync(options));

        Assert.Equal(FlowStoreProblem.Incompatible, refused.Problem);
        Assert.Contains("has version 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReaderAlone_Reads_AndWritesNothing()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        var absent = await Assert.ThrowsAsync<FlowStoreException>(() => server.OpenAsync(options with { IsReadOnly = true }));
        Assert.Equal(FlowStoreProblem.Incompatible, absent.Problem);
        await using PostgresFlowStore writer = await server.OpenAsync(options);
        await writer.Append(TestFlows.Records(1, 3));

        await using PostgresFlowStore reader = await server.OpenAsync(options with { IsReadOnly = true });

        Assert.Equal(3, (await reader.Read()).Count);
        await Assert.ThrowsAsync<FlowStoreException>(async () => await reader.Append(TestFlows.Records(4, 1)));
        await Assert.ThrowsAsync<FlowStoreException>(async () => await reader.DeleteAsync([1], Cancellation));
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsUnavailable()
    {
        var gone = await Assert.ThrowsAsync<FlowStoreException>(
            () => PostgresFlowStore.OpenAsync("Host=/nowhere;Username=u;Password=not to be seen", null, Cancellation));

        Assert.Equal((FlowStoreProblem.Unavailable, true), (gone.Problem, gone.MayPass));
        Assert.DoesNotContain("not to be seen", gone.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Flows")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("a\"; --")]
    public void SchemaThatIsNoName_IsRefused(string name)
        => Assert.Throws<ArgumentException>(() => new PostgresFlowStoreOptions { Schema = name });

    private static async Task WriteAsync(PostgresFlowStore store, int batches)
    {
        var session = Guid.CreateVersion7();
        for (int batch = 0; batch < batches; batch++)
        {
            await store.Append(TestFlows.Records(1 + (batch * 20), 20, session));
        }
    }

    private static async Task<List<StoredFlow>> TakeAsync(PostgresFlowStore store, int count, CancellationToken cancellationToken)
    {
        List<StoredFlow> taken = [];
        await foreach (StoredFlow flow in store.WatchAsync(0, null, cancellationToken))
        {
            taken.Add(flow);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }

    private async Task<string> PartitionsAsync(PostgresFlowStoreOptions options) => (string)(await server.AskAsync(
        options,
        """
        SELECT string_agg(inhrelid::regclass::text, ' ' ORDER BY inhrelid::regclass::text)
        FROM pg_inherits WHERE inhparent = 'flow'::regclass
        """))!;

    /// <summary>The counts are those of the rows, and each flow has its content.</summary>
    private async Task AssertSoundAsync(PostgresFlowStoreOptions options)
    {
        Assert.Equal(0L, await server.AskAsync(
            options,
            """
            SELECT (SELECT count(*) FROM day d WHERE d.flows <> (SELECT count(*) FROM flow f WHERE f.day = d.day)
                OR d.bytes <> (SELECT coalesce(sum(f.bytes), 0) FROM flow f WHERE f.day = d.day))
              + (SELECT count(*) FROM session s WHERE s.flows <> (SELECT count(*) FROM flow f WHERE f.session = s.id)
                OR s.newest <> (SELECT coalesce(max(f.id), 0) FROM flow f WHERE f.session = s.id))
              + (SELECT count(*) FROM flow f FULL JOIN flow_content c ON c.id = f.id AND c.day = f.day WHERE f.id IS NULL OR c.id IS NULL)
              + (SELECT count(*) FROM flow f WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.id = f.session))
            """));
    }
}
