using CsCheck;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

public sealed class WriterTests : StoreTest
{
    [Fact]
    public async Task FailedBatch_LeavesNothing_AndTheNextIsWhole()
    {
        byte[] shared = TestFlows.Noise(1, 100);
        await using SqliteFlowStore store = await Open();
        using var source = new CancellationTokenSource();
        FlowRecord[] batch = TestFlows.Records(1, 10, _ => shared);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.AppendAsync(new CancelAtLast<FlowRecord>(batch, source), FlowAppendOptions.Default, source.Token));
        Assert.Equal(0, (await store.GetStatusAsync()).Count);
        Assert.Equal(10, await store.Append(batch));

        Assert.Equal(shared, (await store.GetAsync(1))!.Flow.Response!.Body.Bytes.ToArray());
        AssertSound(FilePath);
    }

    [Fact]
    public async Task BoundOfFlows_KeepsTheNewest()
    {
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { MaxFlows = 1000 });
        for (int i = 0; i < 10; i++)
        {
            await store.Append(TestFlows.Records((i * 400) + 1, 400));
        }

        FlowStoreStatus status = await store.GetStatusAsync();
        Assert.Equal((1000, 3001, 4000), (status.Count, status.OldestSequence, status.NewestSequence));
        AssertSound(FilePath);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BoundOfBytes_HoldsForTheFiles(bool hasReader)
    {
        const long Most = 16 * 1024 * 1024;
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { MaxBytes = Most });
        for (int i = 0; i < 80; i++)
        {
            await store.Append(TestFlows.Records((i * 100) + 1, 100, id => TestFlows.Noise(id, 4000)));
            if (hasReader)
            {
                Assert.NotEmpty((await store.QueryAsync(new FlowQuery())).Flows);
            }

            Assert.InRange(FilesLength(), 0, Most * 11 / 10);
        }

        FlowStoreStatus status = await store.GetStatusAsync();
        Assert.Equal(8_000, status.NewestSequence);
        Assert.InRange(status.Bytes, Most * 7 / 10, Most);
        AssertSound(FilePath);
    }

    [Fact]
    public async Task BoundOfAge_LetsOldFlowsGo_WithNoneComing()
    {
        var clock = new FutureTime(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + 3600));
        await using (SqliteFlowStore store = await Open())
        {
            await store.Append(TestFlows.Records(1, 3000));
        }

        // The flow of id n came n seconds after the first; an hour ago is now.
        var options = new SqliteFlowStoreOptions { MaxAge = TimeSpan.FromMinutes(20), TimeProvider = clock };
        await using SqliteFlowStore again = await Open(options);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while ((await again.GetStatusAsync(limit.Token)).Count != 601)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        Assert.Equal(2400, (await again.GetStatusAsync()).OldestSequence);
    }

    [Fact]
    public async Task AnyDeletions_LeaveASoundFile()
    {
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { HasTextIndex = true });
        long id = 1;
        await Gen.Select(Gen.Int[1, 40], Gen.Long[1, 200].Array[0, 30]).SampleAsync(
            async (count, deletions) =>
            {
                await store.Append(TestFlows.Records(id, count, number => TestFlows.Noise(number % 5, 50)));
                id += count;
                long oldest = (await store.GetStatusAsync()).OldestSequence ?? 0;
                await store.DeleteAsync([.. deletions.Select(deletion => oldest + deletion - 1)]);
                AssertSound(FilePath);
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public async Task AnyPruning_LeavesASoundFile_AndBodiesThatFlowsStillHave()
    {
        await using SqliteFlowStore store = await Open();
        long id = 1;
        await Gen.Select(Gen.Int[1, 60], Gen.Int[1, 12], Gen.Int[0, 80], Gen.Long[1, 50].Array[0, 3]).SampleAsync(
            async (count, bodies, kept, deletions) =>
            {
                FlowRecord[] batch = TestFlows.Records(id, count, number => TestFlows.Noise(number % bodies, 50));
                await store.Append(batch);
                id += count;
                long oldest = (await store.GetStatusAsync()).OldestSequence ?? 0;
                await store.DeleteAsync([.. deletions.Select(deletion => oldest + deletion)]);
                await store.PruneAsync(new FlowRetention { MaxFlows = kept });
                AssertSound(FilePath);
                FlowPage page = await store.QueryAsync(new FlowQuery { WithBodies = true, Budget = TimeSpan.FromMinutes(1) });
                Assert.InRange(page.Flows.Count, 0, kept);
                Assert.All(page.Flows.Where(flow => flow.Flow.Id >= id - count), flow => Assert.Equal(
                    TestFlows.Noise(flow.Flow.Id % bodies, 50), flow.Flow.Response!.Body.Bytes.ToArray()));
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public async Task OldSessions_AreForgotten_AndTheirNumbersNotGivenAgain()
    {
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { MaxFlows = 5 });
        for (int i = 1; i <= 30; i++)
        {
            await store.Append(TestFlows.Record(1, session: Guid.CreateVersion7()));
        }

        FlowStoreStatus status = await store.GetStatusAsync();
        Assert.Equal(5, status.Sessions.Count);
        Assert.Equal([30L, 29, 28, 27, 26], status.Sessions.Select(session => session.NewestSequence));
        Assert.Equal(30, Ask("SELECT max(id) FROM session"));
        Assert.Equal(5, Ask("SELECT count(*) FROM session"));
    }

    [Fact]
    public async Task TextIndex_FindsPartsOfUrlsAndBodies_AndWhatIsNotInIt()
    {
        await using (SqliteFlowStore store = await Open())
        {
            await store.Append(TestFlows.Record(1, "http://example.com/before-index", "sugar plum"u8.ToArray()));
        }

        await using SqliteFlowStore indexed = await Open(new SqliteFlowStoreOptions { HasTextIndex = true });
        await indexed.Append(
            TestFlows.Record(2, "http://example.com/Plumber", "\0zero plum"u8.ToArray()),
            TestFlows.Record(3, "http://example.com/other", TestFlows.Noise(1, 3000)));
        await indexed.AppendAsync([TestFlows.Record(4, body: "plum pudding"u8.ToArray())], new FlowAppendOptions { SkipTextIndex = true });
        await indexed.Append(TestFlows.Record(5, body: System.Text.Encoding.UTF8.GetBytes(new string('x', 300_000) + "plum")));

        Assert.Equal([5, 4, 2, 1], await Sequences(indexed, "body:PLUM"));
        Assert.Equal([2], await Sequences(indexed, "url:plumb"));
        Assert.Equal([2], await Sequences(indexed, "body:plum body:ZERO"));
        Assert.Equal([4, 2], await Sequences(indexed, "res.body:\"zero pl\" or body:pudding"));
        Assert.Equal(3, Ask("SELECT sum(last - first + 1) FROM text_gap"));
        Assert.True(indexed.Capabilities.HasTextIndex);
    }

    [Fact]
    public async Task TextIndex_IsAskedForLongTexts()
    {
        await using SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { HasTextIndex = true });
        await store.Append(TestFlows.Records(1, 5000, id => System.Text.Encoding.UTF8.GetBytes($"word{id} ")));

        FlowPage page = await store.QueryAsync(new FlowQuery { Filter = Filter.Parse("body:word4321"), Budget = TimeSpan.FromMinutes(1) });

        Assert.Equal([4321], page.Flows.Select(flow => flow.Sequence));
        using var database = Native.Database.OpenForReading(FilePath, TimeProvider.System);
        Assert.Equal(1, database.Number("SELECT count(*) FROM flow_text WHERE flow_text MATCH '\"ord\" AND \"321\" AND \"432\"'"));
    }

    private static async Task<List<long>> Sequences(SqliteFlowStore store, string filter)
        => [.. (await store.QueryAsync(new FlowQuery { Filter = Filter.Parse(filter), Budget = TimeSpan.FromMinutes(1) })).Flows
            .Select(flow => flow.Sequence)];

    private long FilesLength() => new[] { "", "-wal" }
        .Select(end => new FileInfo(FilePath + end))
        .Where(file => file.Exists)
        .Sum(file => file.Length);

    /// <summary>Cancels before its last item is asked for.</summary>
    private sealed class CancelAtLast<T>(T[] items, CancellationTokenSource source) : IReadOnlyList<T>
    {
        public int Count => items.Length;

        public T this[int index] => items[index];

        public IEnumerator<T> GetEnumerator()
        {
            for (int i = 0; i < items.Length; i++)
            {
                if (i == items.Length - 1)
                {
                    source.Cancel();
                }

                yield return items[i];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>The clock of the system at another time.</summary>
    private sealed class FutureTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
