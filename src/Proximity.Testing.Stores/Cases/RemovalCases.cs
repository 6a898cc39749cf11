using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Flows that go.</summary>
internal static class RemovalCases
{
    private const int BodyBytes = 32 * 1024;

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Delete_TakesThoseAndNoOthers", DeleteAsync),
        new("Delete_WhatIsNotThere_IsNoError", DeleteAbsentAsync),
        new("Delete_Number_IsNotGivenAgain", NumbersAsync),
        new("Delete_FlowGivenAgain_IsTakenAnew", AgainAsync),
        new("Prune_ByCount_TakesTheOldest", ByCountAsync),
        new("Prune_ByBytes_TakesTheOldest", ByBytesAsync),
        new("Prune_ByTime_TakesWhatCameBefore", ByTimeAsync),
        new("Prune_SeveralBounds_AllHold", SeveralAsync),
        new("Prune_NothingBeyond_TakesNothing", NothingAsync),
        new("Prune_All_LeavesAStoreThatWorks", AllAsync),
        new("Prune_Many_InOneGo", ManyAsync),
    ];

    private static async Task DeleteAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(6)).ConfigureAwait(false);
        int count = await run.Store.DeleteAsync([sequences[1], sequences[4]], run.Cancellation).ConfigureAwait(false);
        Check.Equal(2, count, "flows that went");
        long[] rest = await run.SequencesAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence([sequences[0], sequences[2], sequences[3], sequences[5]], rest, "sequences of those that stay");
        StoredFlow? gone = await run.Store.GetAsync(sequences[1], run.Cancellation).ConfigureAwait(false);
        Check.Equal(null, gone, "a flow that went, by its number");
        Check.Equal(null, await run.Store.FindAsync(run.Session, 2, run.Cancellation).ConfigureAwait(false), "a flow that went, by its id");
        Check.Equal(4L, (await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false)).Count, "flows that are there");
    }

    private static async Task DeleteAbsentAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        int count = await run.Store.DeleteAsync([0, -1, sequences[0], sequences[0], long.MaxValue], run.Cancellation).ConfigureAwait(false);
        Check.Equal(1, count, "flows of these that went");
        Check.Equal(0, await run.Store.DeleteAsync([], run.Cancellation).ConfigureAwait(false), "flows of none that went");
    }

    private static async Task NumbersAsync(StoreRun run)
    {
        long[] first = await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        await run.Store.DeleteAsync([first[1], first[2]], run.Cancellation).ConfigureAwait(false);
        long[] second = await run.AppendAsync(Samples.Flows(2, firstId: 10)).ConfigureAwait(false);
        Check.That(second[0] > first[2], $"The number {second[0]} was given when {first[2]} had been.");
        await run.Store.DeleteAsync([first[0], .. second], run.Cancellation).ConfigureAwait(false);
        if (run.Store.Capabilities.IsDurable)
        {
            await run.ReopenAsync().ConfigureAwait(false);
        }

        long[] third = await run.AppendAsync(Samples.Flows(1, firstId: 20)).ConfigureAwait(false);
        Check.That(third[0] > second[1], $"The number {third[0]} was given when {second[1]} had been, and all flows had gone.");
    }

    private static async Task AgainAsync(StoreRun run)
    {
        long[] first = await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        await run.Store.DeleteAsync(first, run.Cancellation).ConfigureAwait(false);
        Check.Equal(1, await run.AppendAsync(run.Record(Samples.Flow(1))).ConfigureAwait(false), "flows that were new after they had gone");
        StoredFlow again = await run.FindAsync(1).ConfigureAwait(false);
        Check.That(again.Sequence > first[0], "A flow that came anew has a number of its own.");
        Check.Same(Samples.Flow(1), again);
    }

    private static async Task ByCountAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        FlowsPruned pruned = await run.Store.PruneAsync(new FlowRetention { MaxFlows = 7 }, run.Cancellation).ConfigureAwait(false);
        Check.Equal(13L, pruned.Flows, "flows that went");
        long[] rest = await run.SequencesAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence(sequences[13..], rest, "sequences of the newest seven");
        FlowStoreStatus status = await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false);
        Check.Equal(
            (7L, sequences[13], sequences[19]), (status.Count, status.OldestSequence!.Value, status.NewestSequence!.Value), "the status");
    }

    private static async Task ByBytesAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(
            Enumerable.Range(1, 40).Select(id => Samples.WithBody(id, Samples.Body(Samples.Noise(BodyBytes, id))))).ConfigureAwait(false);
        long before = (await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false)).Bytes;
        Check.That(before >= 40L * BodyBytes, $"Forty bodies of {BodyBytes} bytes take {before} bytes.");
        var retention = new FlowRetention { MaxBytes = before / 2 };
        FlowsPruned pruned = await run.Store.PruneAsync(retention, run.Cancellation).ConfigureAwait(false);
        FlowStoreStatus status = await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false);
        long[] rest = await run.SequencesAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.That(rest.Length is > 0 and < 40, $"To halve the bytes, {40 - rest.Length} of 40 flows went.");
        Check.Sequence(sequences[^rest.Length..], rest, "sequences of those that stay");
        Check.Equal(40L - rest.Length, pruned.Flows, "flows that it says went");
        Check.That(status.Bytes <= before * 11 / 20, $"{status.Bytes} bytes are there, and {retention.MaxBytes} may be.");
    }

    private static async Task ByTimeAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        var retention = new FlowRetention { Before = Samples.Time.AddSeconds(5).ToOffset(TimeSpan.FromHours(-7)) };
        FlowsPruned pruned = await run.Store.PruneAsync(retention, run.Cancellation).ConfigureAwait(false);
        Check.Equal(4L, pruned.Flows, "flows that went");
        long[] rest = await run.SequencesAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence(sequences[4..], rest, "sequences of those that came at that time or later");
    }

    private static async Task SeveralAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        FlowRetention[] all =
            [new() { MaxFlows = 8, Before = Samples.Time.AddSeconds(5) }, new() { MaxFlows = 3, MaxBytes = long.MaxValue }];
        foreach ((FlowRetention retention, int left) in all.Zip([6, 3]))
        {
            await run.Store.PruneAsync(retention, run.Cancellation).ConfigureAwait(false);
            long[] rest = await run.SequencesAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
            Check.Sequence(sequences[^left..], rest, $"sequences within {retention}");
        }
    }

    private static async Task NothingAsync(StoreRun run)
    {
        FlowRetention[] retentions =
            [new(), new() { MaxFlows = 5 }, new() { MaxBytes = long.MaxValue }, new() { Before = DateTimeOffset.MinValue }];
        foreach (FlowRetention retention in retentions)
        {
            FlowsPruned empty = await run.Store.PruneAsync(retention, run.Cancellation).ConfigureAwait(false);
            Check.Equal(0L, empty.Flows, "flows that went of an empty store");
        }

        await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        foreach (FlowRetention retention in retentions)
        {
            FlowsPruned pruned = await run.Store.PruneAsync(retention, run.Cancellation).ConfigureAwait(false);
            Check.Equal(0L, pruned.Flows, $"flows that went with {retention}");
        }
    }

    private static async Task AllAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        FlowsPruned pruned = await run.Store.PruneAsync(new FlowRetention { MaxFlows = 0 }, run.Cancellation).ConfigureAwait(false);
        Check.Equal(5L, pruned.Flows, "flows that went");
        Check.Equal(0L, (await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false)).Count, "flows that are there");
        await run.AppendAsync(Samples.Flows(3, firstId: 10)).ConfigureAwait(false);
        Check.Same(Samples.Flow(11), await run.FindAsync(11).ConfigureAwait(false));
    }

    private static async Task ManyAsync(StoreRun run)
    {
        await run.AppendAsync([.. Samples.Flows(3000).Select(run.Record)]).ConfigureAwait(false);
        FlowsPruned pruned = await run.Store.PruneAsync(new FlowRetention { MaxFlows = 10 }, run.Cancellation).ConfigureAwait(false);
        Check.Equal(2990L, pruned.Flows, "flows that went");
        List<StoredFlow> rest = await run.ReadAllAsync(new FlowQuery()).ConfigureAwait(false);
        Check.Sequence(
            Enumerable.Range(2991, 10).Reverse().Select(static id => (long)id), rest.Select(flow => flow.Flow.Id), "ids that stay");
    }
}
