using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Pages of one query, and what happens between them.</summary>
internal static class PagingCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Paging_EachFlowComesOnce", OnceAsync),
        new("Paging_LimitIsKept", LimitAsync),
        new("Paging_NewestFirst_IsNotDisturbedByNewFlows", AppendedAsync),
        new("Paging_OldestFirst_ComesToNewFlows", AppendedOldestAsync),
        new("Paging_IsNotDisturbedByFlowsThatGo", DeletedAsync),
        new("Paging_TheFlowOfTheCursorIsGone_GoesOn", CursorGoneAsync),
        new("Paging_NoBudget_ComesToTheEnd", NoBudgetAsync),
        new("Paging_BudgetSpent_IsToldAndGoesOn", BudgetAsync),
        new("Paging_CursorOfAnotherKind_IsRefused", ForeignCursorAsync),
        new("Paging_TheSameCursorAgain_GivesTheSamePage", AgainAsync),
    ];

    private static async Task OnceAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(25)).ConfigureAwait(false);
        foreach (int limit in (int[])[1, 2, 5, 24, 25, 26, FlowQuery.MaxLimit])
        {
            long[] newest = await run.SequencesAsync(new FlowQuery { Limit = limit }).ConfigureAwait(false);
            Check.Sequence(sequences.Reverse(), newest, $"sequences in pages of {limit}");
            long[] oldest = await run.SequencesAsync(new FlowQuery { Limit = limit, Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
            Check.Sequence(sequences, oldest, $"sequences in pages of {limit}, the oldest first");
        }
    }

    private static async Task LimitAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(120)).ConfigureAwait(false);
        FlowPage usual = await run.QueryAsync(new FlowQuery { Budget = TimeSpan.FromMinutes(1) }).ConfigureAwait(false);
        Check.Equal((100, FlowPageEnd.LimitReached), (usual.Flows.Count, usual.End), "the usual page of 120 flows");
        FlowPage rest = await run.QueryAsync(new FlowQuery { Cursor = usual.Next }).ConfigureAwait(false);
        Check.Equal((20, FlowPageEnd.Exhausted), (rest.Flows.Count, rest.End), "the page behind it");
    }

    private static async Task AppendedAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        long id = 100;
        List<StoredFlow> all = await run.ReadAllAsync(
            new FlowQuery { Limit = 3 }, () => run.AppendAsync(run.Record(Samples.Flow(++id)))).ConfigureAwait(false);
        Check.Sequence(sequences.Reverse(), all.Select(flow => flow.Sequence), "sequences while flows are appended");
    }

    private static async Task AppendedOldestAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        FlowPage first = await run.QueryAsync(new FlowQuery { Limit = 4, Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        long[] later = await run.AppendAsync(Samples.Flows(2, firstId: 11)).ConfigureAwait(false);
        long[] rest = await run.SequencesAsync(new FlowQuery { Cursor = first.Next, Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence([.. sequences[4..], .. later], rest, "sequences behind the first page");
    }

    private static async Task DeletedAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        FlowPage first = await run.QueryAsync(new FlowQuery { Limit = 5 }).ConfigureAwait(false);
        await run.Store.DeleteAsync([sequences[19], sequences[12], sequences[3]], run.Cancellation).ConfigureAwait(false);
        long[] rest = await run.SequencesAsync(new FlowQuery { Limit = 5, Cursor = first.Next }).ConfigureAwait(false);
        long[] expected = [.. sequences[..15].Where((_, index) => index is not (12 or 3)).Reverse()];
        Check.Sequence(expected, rest, "sequences behind the first page, of which some went");
    }

    private static async Task CursorGoneAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        FlowPage first = await run.QueryAsync(new FlowQuery { Limit = 4 }).ConfigureAwait(false);
        await run.Store.DeleteAsync([.. first.Flows.Select(flow => flow.Sequence)], run.Cancellation).ConfigureAwait(false);
        long[] rest = await run.SequencesAsync(new FlowQuery { Cursor = first.Next }).ConfigureAwait(false);
        Check.Sequence(sequences[..6].Reverse(), rest, "sequences behind a page whose flows are gone");
    }

    private static async Task NoBudgetAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        foreach (FlowSort sort in (FlowSort[])[FlowSort.NewestFirst, FlowSort.OldestFirst])
        {
            var filter = new SampleFilter("every tenth", static flow => flow.Flow.Id % 10 == 0);
            var query = new FlowQuery { Budget = TimeSpan.Zero, Filter = filter, Sort = sort };
            long[] found = await run.SequencesAsync(query).ConfigureAwait(false);
            Check.Sequence([sequences[9], sequences[19], sequences[29]], found.Order(), "sequences that are found without any time");
        }
    }

    /// <summary>The filter itself takes longer than the budget, whatever the machine: it returns when that time has passed.</summary>
    private static async Task BudgetAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        var budget = TimeSpan.FromMilliseconds(1);
        var slow = new SampleFilter("slow", flow => WaitLonger(budget) && flow.Flow.Id == 1);
        var query = new FlowQuery { Budget = budget, Filter = slow };
        FlowPage page = await run.QueryAsync(query).ConfigureAwait(false);
        Check.Equal(FlowPageEnd.BudgetSpent, page.End, "the end of a page whose filter is slow");
        Check.That(page.Next is not null && page.ScannedCount >= 1, "A page whose time is over has a cursor and has looked at something.");
        List<StoredFlow> rest = await run.ReadAllAsync(query with { Cursor = page.Next }).ConfigureAwait(false);
        Check.Sequence([1L], page.Flows.Concat(rest).Select(flow => flow.Flow.Id), "ids that a slow filter finds");
    }

    private static bool WaitLonger(TimeSpan budget)
    {
        long began = TimeProvider.System.GetTimestamp();
        return SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(began) > budget * 3, TimeSpan.FromMinutes(1));
    }

    private static async Task ForeignCursorAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        FlowPage newest = await run.QueryAsync(new FlowQuery { Limit = 2 }).ConfigureAwait(false);
        foreach (FlowQuery query in (FlowQuery[])
            [new() { Cursor = "" }, new() { Cursor = "\0'; --" }, new() { Cursor = newest.Next, Sort = FlowSort.OldestFirst }])
        {
            await Check.ThrowsAsync<ArgumentException>(() => run.QueryAsync(query), $"the cursor '{query.Cursor}'").ConfigureAwait(false);
        }
    }

    private static async Task AgainAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        FlowPage first = await run.QueryAsync(new FlowQuery { Limit = 3 }).ConfigureAwait(false);
        var query = new FlowQuery { Limit = 3, Cursor = first.Next };
        FlowPage one = await run.QueryAsync(query).ConfigureAwait(false);
        FlowPage other = await run.QueryAsync(query).ConfigureAwait(false);
        Check.Sequence(one.Flows.Select(flow => flow.Sequence), other.Flows.Select(flow => flow.Sequence), "sequences of the same page");
        Check.Equal(one.Next, other.Next, "the cursor of the same page");
    }
}
