using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>How flows are counted by when they began.</summary>
internal static class TallyCases
{
    private static readonly TimeSpan Width = TimeSpan.FromSeconds(8);

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Tally_CountsWhenFlowsBegan", EveryFlowAsync),
        new("Tally_WithAFilter_CountsWhatMatches", FilterAsync),
        new("Tally_WithATextFilter_CountsWhatMatches", TextFilterAsync),
        new("Tally_BehindANumber_CountsTheRest", RestAsync),
        new("Tally_OfNothing_IsExhausted", NothingAsync),
        new("Tally_OfNoWidth_IsRefused", WidthAsync),
    ];

    private static async Task EveryFlowAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        await AskAsync(run, null, Samples.Flows(30)).ConfigureAwait(false);
    }

    private static async Task FilterAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        var filter = new SampleFilter("even", static flow => flow.Flow.Id % 2 == 0);
        await AskAsync(run, filter, Samples.Flows(30).Where(static flow => flow.Id % 2 == 0)).ConfigureAwait(false);
    }

    private static async Task TextFilterAsync(StoreRun run)
    {
        if (!run.Needs(run.ParseFilter is not null))
        {
            return;
        }

        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        await AskAsync(run, run.ParseFilter!("status:500"), Samples.Flows(30).Where(static flow => flow.Id % 3 == 0)).ConfigureAwait(false);
        await AskAsync(run, run.ParseFilter!("header[x-id]=12"), Samples.Flows(1, firstId: 12)).ConfigureAwait(false);
    }

    private static async Task RestAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        var query = new FlowQuery { Sort = FlowSort.OldestFirst, Limit = 7 };
        FlowPage seven = await run.QueryAsync(query).ConfigureAwait(false);
        FlowTally tally = await run.Store.TallyAsync(query with { Cursor = seven.Next }, Width, run.Cancellation).ConfigureAwait(false);
        Check.Equal(3L, tally.Buckets.Sum(static bucket => bucket.Count), "flows behind the seventh of ten");
        Check.Equal(sequences[9], tally.LastSequence, "the number of the last flow that was counted");
    }

    private static async Task NothingAsync(StoreRun run)
    {
        FlowTally tally = await run.Store.TallyAsync(new FlowQuery { Sort = FlowSort.OldestFirst }, Width, run.Cancellation)
            .ConfigureAwait(false);
        Check.Equal((0, FlowPageEnd.Exhausted, null), (tally.Buckets.Count, tally.End, tally.Next), "the counts of an empty store");
    }

    private static async Task WidthAsync(StoreRun run)
    {
        bool isRefused = false;
        try
        {
            var query = new FlowQuery { Sort = FlowSort.OldestFirst };
            await run.Store.TallyAsync(query, TimeSpan.Zero, run.Cancellation).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException)
        {
            isRefused = true;
        }

        Check.That(isRefused, "Stretches of no width are taken.");
    }

    /// <summary>The counts of all pages together are those of the flows, whatever the time of each page.</summary>
    private static async Task AskAsync(StoreRun run, IFlowFilter? filter, IEnumerable<FlowSnapshot> expected)
    {
        SortedDictionary<DateTimeOffset, (long Count, long Errors)> counted = [];
        var query = new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst, Budget = TimeSpan.Zero };
        FlowTally tally;
        do
        {
            tally = await run.Store.TallyAsync(query, Width, run.Cancellation).ConfigureAwait(false);
            foreach (FlowTallyBucket bucket in tally.Buckets)
            {
                (long count, long errors) = counted.GetValueOrDefault(bucket.Start);
                counted[bucket.Start] = (count + bucket.Count, errors + bucket.ErrorCount);
            }

            query = query with { Cursor = tally.Next, Budget = query.Budget + TimeSpan.FromMilliseconds(1) };
        }
        while (tally.End != FlowPageEnd.Exhausted);

        IEnumerable<(DateTimeOffset, long, long)> wanted = expected
            .GroupBy(static flow => DateTimeOffset.FromUnixTimeSeconds(flow.Timestamp.ToUnixTimeSeconds() / 8 * 8))
            .OrderBy(static group => group.Key)
            .Select(static group => (group.Key, (long)group.Count(), (long)group.Count(static flow => flow.Response!.Status >= 500)));
        Check.Sequence(wanted, counted.Select(static entry => (entry.Key, entry.Value.Count, entry.Value.Errors)), $"counts of '{filter}'");
    }
}
