using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Many at once.</summary>
internal static class ConcurrencyCases
{
    private const int Batches = 40;
    private const int BatchFlows = 10;

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Concurrent_ReadersSeeWholeFlows_WhileOneWrites", ReadersAsync),
        new("Concurrent_BatchIsSeenWholeOrNot", BatchAsync),
        new("Concurrent_WritersLoseNothing", WritersAsync),
        new("Concurrent_PruningAndReading_NeverTears", PruningAsync),
        new("Concurrent_ClosingWhileOthersWork_EndsThem", ClosingAsync),
    ];

    private static async Task WriteAsync(StoreRun run, Guid session, int from = 0)
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            long firstId = 1 + from + (batch * BatchFlows);
            FlowRecord[] records = [.. Samples.Flows(BatchFlows, firstId).Select(flow => new FlowRecord(flow, session))];
            await run.Store.AppendAsync(records, FlowAppendOptions.Default, run.Cancellation).ConfigureAwait(false);
        }
    }

    private static async Task ReadersAsync(StoreRun run)
    {
        Task writer = Task.Run(() => WriteAsync(run, run.Session), run.Cancellation);
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(
            async () =>
            {
                while (!writer.IsCompleted)
                {
                    await ReadOnceAsync(run).ConfigureAwait(false);
                }
            },
            run.Cancellation))];
        await Task.WhenAll([writer, .. readers]).ConfigureAwait(false);
        Check.Equal(Batches * BatchFlows, await ReadOnceAsync(run).ConfigureAwait(false), "flows in the end");
    }

    private static async Task<int> ReadOnceAsync(StoreRun run)
    {
        List<StoredFlow> all = await run.ReadAllAsync(new FlowQuery { Limit = 200, WithBodies = true }).ConfigureAwait(false);
        long[] sequences = [.. all.Select(flow => flow.Sequence)];
        Check.Sequence(sequences.Distinct().OrderDescending(), sequences, "sequences, the newest first");
        all.ForEach(static flow => Check.Same(Samples.Flow(flow.Flow.Id), flow));
        return all.Count;
    }

    private static async Task BatchAsync(StoreRun run)
    {
        Task writer = Task.Run(() => WriteAsync(run, run.Session), run.Cancellation);
        var query = new FlowQuery { Limit = FlowQuery.MaxLimit, Budget = TimeSpan.FromMinutes(1) };
        while (!writer.IsCompleted)
        {
            // One page is of one moment: a batch of which one flow is there is there whole.
            FlowPage page = await run.QueryAsync(query).ConfigureAwait(false);
            Check.Equal(0, page.Flows.Count % BatchFlows, "flows beyond whole batches");
        }

        await writer.ConfigureAwait(false);
    }

    private static async Task WritersAsync(StoreRun run)
    {
        // Within one process every store takes appends from several threads, whether or not it takes them from several processes.
        Guid[] sessions = [.. Enumerable.Range(0, 4).Select(static _ => Guid.CreateVersion7())];
        await Task.WhenAll(sessions.Select(session => Task.Run(() => WriteAsync(run, session), run.Cancellation))).ConfigureAwait(false);
        List<StoredFlow> all = await run.ReadAllAsync(new FlowQuery { Sort = FlowSort.OldestFirst, Limit = 1000 }).ConfigureAwait(false);
        foreach (Guid session in sessions)
        {
            Check.Sequence(
                Enumerable.Range(1, Batches * BatchFlows).Select(static id => (long)id),
                all.Where(flow => flow.Session == session).Select(flow => flow.Flow.Id),
                "ids of one writer, in their order");
        }

        Check.Equal(all.Count, all.Select(flow => flow.Sequence).Distinct().Count(), "different sequences");
    }

    private static async Task PruningAsync(StoreRun run)
    {
        Task writer = Task.Run(() => WriteAsync(run, run.Session), run.Cancellation);
        Task pruner = Task.Run(
            async () =>
            {
                while (!writer.IsCompleted)
                {
                    await run.Store.PruneAsync(new FlowRetention { MaxFlows = 35 }, run.Cancellation).ConfigureAwait(false);
                }
            },
            run.Cancellation);
        while (!writer.IsCompleted)
        {
            await ReadOnceAsync(run).ConfigureAwait(false);
        }

        await Task.WhenAll(writer, pruner).ConfigureAwait(false);
        await run.Store.PruneAsync(new FlowRetention { MaxFlows = 35 }, run.Cancellation).ConfigureAwait(false);
        List<StoredFlow> rest = await run.ReadAllAsync(new FlowQuery()).ConfigureAwait(false);
        Check.Sequence(
            Enumerable.Range((Batches * BatchFlows) - 34, 35).Reverse().Select(static id => (long)id),
            rest.Select(flow => flow.Flow.Id),
            "ids that stay");
    }

    private static async Task ClosingAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        var working = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] users = [.. Enumerable.Range(0, 4).Select(index => Task.Run(
            async () =>
            {
                for (int round = 0; ; round++)
                {
                    await run.AppendAsync(run.Record(Samples.Flow(1000 + (round * 4) + index))).ConfigureAwait(false);
                    await run.QueryAsync(new FlowQuery()).ConfigureAwait(false);
                    working.TrySetResult();
                }
            },
            run.Cancellation))];
        await Task.WhenAny([working.Task, .. users]).ConfigureAwait(false);
        await run.Store.DisposeAsync().ConfigureAwait(false);
        foreach (Task user in users)
        {
            await Check.ThrowsAsync<ObjectDisposedException>(() => user, "work that goes on in a closed store").ConfigureAwait(false);
        }
    }
}
