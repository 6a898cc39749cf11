using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>How flows are taken, and what makes two of them one.</summary>
internal static class AppendCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Append_GivesHowManyWereNew", CountAsync),
        new("Append_NumbersInTheOrderOfTheBatch", OrderAsync),
        new("AppendTwice_KeepsOne", TwiceAsync),
        new("Append_TheSameFlowTwiceInABatch_KeepsOne", TwiceInBatchAsync),
        new("Append_PartlyKnownBatch_TakesTheRest", PartlyAsync),
        new("Append_TheSameIdOfAnotherSession_IsAnotherFlow", SessionsAsync),
        new("Append_Nothing_DoesNothing", NothingAsync),
        new("Append_WithoutTextIndex_IsFound", WithoutIndexAsync),
        new("Append_NoLongerWanted_TakesNothing", CancelledAsync),
        new("Append_ManyAtOnce_AreAllThere", ManyAsync),
        new("Append_FlowThatGoesOn_IsKeptAsItIs", GoingOnAsync),
        new("Find_BySessionAndId_GivesTheFlow", FindAsync),
        new("Find_LastSession_IsThatOfTheNewestFlow", FindLastAsync),
        new("Get_WhatIsNotThere_IsNull", AbsentAsync),
        new("Status_SaysWhatIsThere", StatusAsync),
    ];

    private static async Task CountAsync(StoreRun run)
    {
        Check.Equal(3, await run.AppendAsync([.. Samples.Flows(3).Select(run.Record)]).ConfigureAwait(false), "flows that were new");
        FlowPage page = await run.QueryAsync(new FlowQuery { Budget = TimeSpan.FromMinutes(1) }).ConfigureAwait(false);
        Check.Equal(3, page.Flows.Count, "flows that are found at once");
    }

    private static async Task OrderAsync(StoreRun run)
    {
        long[] first = await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        long[] second = await run.AppendAsync(Samples.Flows(20, firstId: 21)).ConfigureAwait(false);
        long[] all = [.. first, .. second];
        Check.That(all[0] >= 1, $"A sequence begins at 1 at the earliest, and the first is {all[0]}.");
        Check.Sequence(all.Order(), all, "sequences in the order of appending");
        Check.Equal(40, all.Distinct().Count(), "different sequences");
    }

    private static async Task TwiceAsync(StoreRun run)
    {
        FlowRecord[] batch = [.. Samples.Flows(5).Select(run.Record)];
        await run.AppendAsync(batch).ConfigureAwait(false);
        long[] before = await run.SequencesAsync(new FlowQuery()).ConfigureAwait(false);
        Check.Equal(0, await run.AppendAsync(batch).ConfigureAwait(false), "flows that were new at the second time");
        Check.Sequence(before, await run.SequencesAsync(new FlowQuery()).ConfigureAwait(false), "sequences after a second time");
    }

    private static async Task TwiceInBatchAsync(StoreRun run)
    {
        FlowRecord one = run.Record(Samples.Flow(1));
        Check.Equal(1, await run.AppendAsync(one, one).ConfigureAwait(false), "flows that were new");
        Check.Equal(1, (await run.QueryAsync(new FlowQuery()).ConfigureAwait(false)).Flows.Count, "flows that are there");
    }

    private static async Task PartlyAsync(StoreRun run)
    {
        await run.AppendAsync([.. Samples.Flows(3).Select(run.Record)]).ConfigureAwait(false);
        Check.Equal(2, await run.AppendAsync([.. Samples.Flows(5).Select(run.Record)]).ConfigureAwait(false), "flows that were new");
        List<StoredFlow> all = await run.ReadAllAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence([1L, 2, 3, 4, 5], all.Select(flow => flow.Flow.Id), "ids in order");
    }

    private static async Task SessionsAsync(StoreRun run)
    {
        var other = Guid.CreateVersion7();
        await run.AppendAsync(run.Record(Samples.Flow(1))).ConfigureAwait(false);
        int added = await run.AppendAsync(new FlowRecord(Samples.WithBody(1, Samples.Text("other")), other, "there")).ConfigureAwait(false);
        Check.Equal(1, added, "flows that were new");
        StoredFlow? found = await run.Store.FindAsync(other, 1, run.Cancellation).ConfigureAwait(false);
        Check.Equal((other, "there"), (found!.Session, found.ProxyName), "the session and the proxy of the other flow");
        Check.Equal("here", (await run.FindAsync(1).ConfigureAwait(false)).ProxyName, "the proxy of the first flow");
    }

    private static async Task NothingAsync(StoreRun run)
    {
        Check.Equal(0, await run.AppendAsync().ConfigureAwait(false), "flows that were new");
        FlowPage page = await run.QueryAsync(new FlowQuery()).ConfigureAwait(false);
        Check.Equal((0, FlowPageEnd.Exhausted), (page.Flows.Count, page.End), "the page of an empty store");
    }

    private static async Task WithoutIndexAsync(StoreRun run)
    {
        await run.Store.AppendAsync([run.Record(Samples.Flow(1))], new FlowAppendOptions { SkipTextIndex = true }, run.Cancellation)
            .ConfigureAwait(false);
        await run.AppendAsync(run.Record(Samples.Flow(5))).ConfigureAwait(false);
        List<IFlowFilter> filters =
            [new SampleFilter("all of host1", static flow => flow.Flow.Request.Headers[0].Value == Samples.Host(1))];
        if (run.ParseFilter is { } parse)
        {
            filters.AddRange([parse("url*=ost1.exam"), parse("body*=\"answer\"")]);
        }

        foreach (IFlowFilter filter in filters)
        {
            List<StoredFlow> found = await run.ReadAllAsync(new FlowQuery { Filter = filter }).ConfigureAwait(false);
            Check.Equal(2, found.Count, $"flows that match {filter}");
        }
    }

    private static async Task CancelledAsync(StoreRun run)
    {
        await Check.ThrowsAsync<OperationCanceledException>(
            async () => await run.Store.AppendAsync([run.Record(Samples.Flow(1))], FlowAppendOptions.Default, new CancellationToken(true))
                .ConfigureAwait(false),
            "appending that was cancelled before").ConfigureAwait(false);
        Check.Equal(0L, (await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false)).Count, "flows that are there");
    }

    private static async Task ManyAsync(StoreRun run)
    {
        Check.Equal(2000, await run.AppendAsync([.. Samples.Flows(2000).Select(run.Record)]).ConfigureAwait(false), "flows that were new");
        List<StoredFlow> all = await run.ReadAllAsync(new FlowQuery { Sort = FlowSort.OldestFirst, Limit = 1000 }).ConfigureAwait(false);
        Check.Sequence(Enumerable.Range(1, 2000).Select(static id => (long)id), all.Select(flow => flow.Flow.Id), "ids in order");
    }

    private static async Task GoingOnAsync(StoreRun run)
    {
        var flow = new FlowSnapshot(new RequestSnapshot("GET", "/slow", []), "127.0.0.1") { Id = 1, Timestamp = Samples.Time };
        await run.AppendAsync(run.Record(flow)).ConfigureAwait(false);
        Check.Same(flow, await run.FindAsync(1).ConfigureAwait(false));
    }

    private static async Task FindAsync(StoreRun run)
    {
        FlowSnapshot[] flows = Samples.Flows(3);
        await run.AppendAsync(flows).ConfigureAwait(false);
        foreach (FlowSnapshot flow in flows)
        {
            StoredFlow found = await run.FindAsync(flow.Id).ConfigureAwait(false);
            Check.Equal(run.Session, found.Session, "the session of a flow");
            Check.Same(flow, found);
            Check.Same(flow, await run.GetAsync(found.Sequence).ConfigureAwait(false));
        }

        Check.Equal(null, await run.Store.FindAsync(run.Session, 4, run.Cancellation).ConfigureAwait(false), "an id that was never given");
        StoredFlow? strange = await run.Store.FindAsync(Guid.CreateVersion7(), 1, run.Cancellation).ConfigureAwait(false);
        Check.Equal(null, strange, "the flow of a session that never was");
    }

    private static async Task FindLastAsync(StoreRun run)
    {
        Check.Equal(null, await run.Store.FindAsync(null, 1, run.Cancellation).ConfigureAwait(false), "the last session of an empty store");
        var last = Guid.CreateVersion7();
        await run.AppendAsync(run.Record(Samples.Flow(1)), run.Record(Samples.Flow(2))).ConfigureAwait(false);
        await run.AppendAsync(new FlowRecord(Samples.WithBody(1, Samples.Text("last")), last)).ConfigureAwait(false);
        StoredFlow? found = await run.Store.FindAsync(null, 1, run.Cancellation).ConfigureAwait(false);
        Check.Equal(last, found?.Session, "the last session");
        StoredFlow? other = await run.Store.FindAsync(null, 2, run.Cancellation).ConfigureAwait(false);
        Check.Equal(null, other, "an id that the last session does not have");
    }

    private static async Task AbsentAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        foreach (long sequence in (long[])[long.MinValue, -1, 0, 1_000_000, long.MaxValue])
        {
            StoredFlow? found = await run.Store.GetAsync(sequence, run.Cancellation).ConfigureAwait(false);
            Check.Equal(null, found, $"the flow with the sequence {sequence}");
        }
    }

    private static async Task StatusAsync(StoreRun run)
    {
        FlowStoreStatus empty = await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false);
        Check.Equal((0L, null, null, 0), (empty.Count, empty.OldestSequence, empty.NewestSequence, empty.Sessions.Count), "an empty store");
        long[] own = await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        var other = Guid.CreateVersion7();
        await run.AppendAsync(new FlowRecord(Samples.Flow(1), other, "there")).ConfigureAwait(false);

        FlowStoreStatus status = await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false);

        long newest = (await run.QueryAsync(new FlowQuery { Limit = 1 }).ConfigureAwait(false)).Flows[0].Sequence;
        Check.Equal((4L, own[0], newest), (status.Count, status.OldestSequence!.Value, status.NewestSequence!.Value), "what is there");
        Check.That(status.Bytes > 0, $"Four flows take no {status.Bytes} bytes.");
        Check.Sequence(
            [new FlowSession(other, "there", newest), new FlowSession(run.Session, "here", own[2])],
            status.Sessions,
            "sessions, the newest first");
    }
}
