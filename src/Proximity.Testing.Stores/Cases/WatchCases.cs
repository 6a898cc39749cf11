using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Flows as they come.</summary>
internal static class WatchCases
{
    private const int ManyFlows = 600;

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Watch_GivesWhatIsThere_ThenWhatComes", ThereThenNewAsync),
        new("Watch_FromANumber_GoesOnBehindIt", ResumeAsync),
        new("Watch_FromBeyond_WaitsForWhatComes", BeyondAsync),
        new("Watch_Filter_GivesWhatMatches", FilterAsync),
        new("Watch_FilterOnBodies_SeesBodies", BodyFilterAsync),
        new("Watch_SlowReader_MissesNothing", SlowAsync),
        new("Watch_SeveralReaders_EachGetAll", SeveralAsync),
        new("Watch_WhatWentMeanwhile_IsPassedOver", GoneAsync),
        new("Watch_StoreCloses_Ends", ClosesAsync),
        new("Watch_Cancelled_Ends", CancelledAsync),
    ];

    private static async Task ThereThenNewAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, 0);
        for (long id = 1; id <= 6; id++)
        {
            if (id > 3)
            {
                await run.AppendAsync(run.Record(Samples.Flow(id))).ConfigureAwait(false);
            }

            StoredFlow flow = await NextAsync(watched).ConfigureAwait(false);
            Check.That(!flow.HasBodies, "Bodies are not watched.");
            Check.Same(Samples.Flow(id), flow);
            Check.Equal(run.Session, flow.Session, "the session of a flow that is watched");
        }
    }

    private static async Task ResumeAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(6)).ConfigureAwait(false);
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, sequences[3]);
        Check.Equal(sequences[4], (await NextAsync(watched).ConfigureAwait(false)).Sequence, "the first sequence behind the fourth");
        Check.Equal(sequences[5], (await NextAsync(watched).ConfigureAwait(false)).Sequence, "the second sequence behind the fourth");
    }

    private static async Task BeyondAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, sequences[1]);
        ValueTask<bool> next = watched.MoveNextAsync();
        await run.AppendAsync(run.Record(Samples.Flow(9))).ConfigureAwait(false);
        Check.That(await next.ConfigureAwait(false), "The watching ended while the store is open.");
        Check.Equal(9L, watched.Current.Flow.Id, "the id of the first flow behind the newest");
    }

    private static async Task FilterAsync(StoreRun run)
    {
        var filter = new SampleFilter("every fifth", static flow => flow.Flow.Id % 5 == 0);
        await run.AppendAsync(Samples.Flows(12)).ConfigureAwait(false);
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, 0, filter);
        await run.AppendAsync(Samples.Flows(3, firstId: 13)).ConfigureAwait(false);
        foreach (long id in (long[])[5, 10, 15])
        {
            Check.Equal(id, (await NextAsync(watched).ConfigureAwait(false)).Flow.Id, "the id of a flow that matches");
        }
    }

    private static async Task BodyFilterAsync(StoreRun run)
    {
        byte[] wanted = "answer 2"u8.ToArray();
        var filter = new SampleFilter("answer 2", flow => flow.Flow.Response!.Body.Bytes.Span.SequenceEqual(wanted), readsBodies: true);
        await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, 0, filter);
        StoredFlow found = await NextAsync(watched).ConfigureAwait(false);
        Check.Equal((2L, false), (found.Flow.Id, found.HasBodies), "a flow that is found by its body, and has none then");
    }

    private static async Task SlowAsync(StoreRun run)
    {
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, 0);
        for (long id = 1; id <= ManyFlows; id += 50)
        {
            await run.AppendAsync([.. Samples.Flows(50, id).Select(run.Record)]).ConfigureAwait(false);
        }

        for (long id = 1; id <= ManyFlows; id++)
        {
            Check.Equal(id, (await NextAsync(watched).ConfigureAwait(false)).Flow.Id, "the id of the next flow");
        }
    }

    private static async Task SeveralAsync(StoreRun run)
    {
        Task<long[]>[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(run, ManyFlows), run.Cancellation))];
        for (long id = 1; id <= ManyFlows; id += 20)
        {
            await run.AppendAsync([.. Samples.Flows(20, id).Select(run.Record)]).ConfigureAwait(false);
        }

        foreach (long[] ids in await Task.WhenAll(readers).ConfigureAwait(false))
        {
            Check.Sequence(Enumerable.Range(1, ManyFlows).Select(static id => (long)id), ids, "ids that a reader got");
        }
    }

    private static async Task<long[]> ReadAsync(StoreRun run, int count)
    {
        List<long> ids = [];
        await foreach (StoredFlow flow in run.Store.WatchAsync(0, null, run.Cancellation).ConfigureAwait(false))
        {
            ids.Add(flow.Flow.Id);
            if (ids.Count == count)
            {
                break;
            }
        }

        return [.. ids];
    }

    private static async Task GoneAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(400)).ConfigureAwait(false);
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, 0);
        await NextAsync(watched).ConfigureAwait(false);
        await run.Store.PruneAsync(new FlowRetention { MaxFlows = 1 }, run.Cancellation).ConfigureAwait(false);
        long last = 1;
        while (last < 400)
        {
            StoredFlow flow = await NextAsync(watched).ConfigureAwait(false);
            Check.That(flow.Flow.Id > last, $"Flow {flow.Flow.Id} came behind flow {last}.");
            last = flow.Flow.Id;
            Check.Equal(sequences[last - 1], flow.Sequence, $"the sequence of flow {last}");
        }
    }

    private static async Task ClosesAsync(StoreRun run)
    {
        await using IAsyncEnumerator<StoredFlow> watched = Begin(run, 0);
        ValueTask<bool> next = watched.MoveNextAsync();
        await run.Store.DisposeAsync().ConfigureAwait(false);
        Check.That(!await next.ConfigureAwait(false), "A flow came from a store that was closed.");
    }

    private static async Task CancelledAsync(StoreRun run)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        await using IAsyncEnumerator<StoredFlow> watched = run.Store.WatchAsync(0, null, cancellation.Token)
            .GetAsyncEnumerator(CancellationToken.None);
        Task<bool> next = watched.MoveNextAsync().AsTask();
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Check.ThrowsAsync<OperationCanceledException>(() => next, "watching that is cancelled").ConfigureAwait(false);
    }

    private static IAsyncEnumerator<StoredFlow> Begin(StoreRun run, long after, IFlowFilter? filter = null)
        => run.Store.WatchAsync(after, filter, run.Cancellation).GetAsyncEnumerator(run.Cancellation);

    private static async Task<StoredFlow> NextAsync(IAsyncEnumerator<StoredFlow> watched)
    {
        Check.That(await watched.MoveNextAsync().ConfigureAwait(false), "The watching ended while the store is open.");
        return watched.Current;
    }
}
