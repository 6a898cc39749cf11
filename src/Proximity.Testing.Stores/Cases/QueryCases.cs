using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Which flows a query gives.</summary>
internal static class QueryCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Query_NewestFirst_IsUsual", NewestAsync),
        new("Query_OldestFirst_IsTheOtherWay", OldestAsync),
        new("Query_Filter_GivesWhatMatches", FilterAsync),
        new("Query_NothingMatches_IsExhausted", NothingAsync),
        new("Query_FilterOnBodies_SeesBodies", BodyFilterAsync),
        new("Query_FilterOnTheStoresFacts_SeesThem", StoreFilterAsync),
        new("Query_FilterThatDoesNotKnow_DoesNotMatch", UnknownAsync),
        new("Query_FilterThatThrows_ThrowsToTheCaller", ThrowingAsync),
        new("Query_TextFilters_GiveWhatTheSameConditionsGive", TextFiltersAsync),
        new("Query_SaysHowManyWereLookedAt", ScannedAsync),
    ];

    /// <summary>Conditions as text and as code.</summary>
    private static IReadOnlyList<(string Text, Func<FlowSnapshot, bool> Holds)> Conditions { get; } =
    [
        ("", static _ => true),
        ("status:500", static flow => flow.Response!.Status == 500),
        ("status:4xx", static _ => false),
        ("-status:500", static flow => flow.Response!.Status != 500),
        ("method:POST", static flow => flow.Request.Method == "POST"),
        ("host=host1.example", static flow => flow.Id % 4 == 1),
        ("host=host1.example status:500", static flow => flow.Id % 4 == 1 && flow.Id % 3 == 0),
        ("host=host1.example or status:500", static flow => flow.Id % 4 == 1 || flow.Id % 3 == 0),
        ("id:10..20", static flow => flow.Id is >= 10 and <= 20),
        ("path=/path/7", static flow => flow.Id == 7),
        ("url*=path/1", static flow => flow.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)[0] == '1'),
        ("url~\"path/[0-9]$\"", static _ => false),
        ("query[q]=12", static flow => flow.Id == 12),
        ("header[x-id]=12", static flow => flow.Id == 12),
        ("req.body*=\"question 2\"", static flow => flow.Id is 2 or 20 or 22 or 24 or 26 or 28),
        ("res.body=\"answer 9\"", static flow => flow.Id == 9),
        ("-body*=answer", static _ => false),
        ("is:error", static flow => flow.ErrorCode is not null),
        ("has:error", static flow => flow.ErrorCode is not null),
        ("duration:5ms..", static flow => flow.Duration >= TimeSpan.FromMilliseconds(5)),
    ];

    private static async Task NewestAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        FlowPage page = await run.QueryAsync(new FlowQuery()).ConfigureAwait(false);
        Check.Sequence(sequences.Reverse(), page.Flows.Select(flow => flow.Sequence), "sequences, the newest first");
    }

    private static async Task OldestAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        FlowPage page = await run.QueryAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence(sequences, page.Flows.Select(flow => flow.Sequence), "sequences, the oldest first");
    }

    private static async Task FilterAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        foreach ((string text, Func<FlowSnapshot, bool> holds) in Conditions)
        {
            var filter = new SampleFilter(text, flow => holds(flow.Flow));
            await AskAsync(run, filter, Samples.Flows(30).Where(holds)).ConfigureAwait(false);
        }
    }

    private static async Task TextFiltersAsync(StoreRun run)
    {
        if (!run.Needs(run.ParseFilter is not null))
        {
            return;
        }

        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        foreach ((string text, Func<FlowSnapshot, bool> holds) in Conditions)
        {
            await AskAsync(run, run.ParseFilter!(text), Samples.Flows(30).Where(holds)).ConfigureAwait(false);
        }
    }

    private static async Task AskAsync(StoreRun run, IFlowFilter filter, IEnumerable<FlowSnapshot> expected)
    {
        FlowSnapshot[] wanted = [.. expected];
        List<StoredFlow> newest = await run.ReadAllAsync(new FlowQuery { Filter = filter, Limit = 7 }).ConfigureAwait(false);
        Check.Sequence(wanted.Select(flow => flow.Id).Reverse(), newest.Select(flow => flow.Flow.Id), $"ids that match '{filter}'");
        List<StoredFlow> whole = await run.ReadAllAsync(
            new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst, WithBodies = true }).ConfigureAwait(false);
        Check.Equal(wanted.Length, whole.Count, $"flows that match '{filter}' from the oldest on");
        for (int i = 0; i < wanted.Length; i++)
        {
            Check.Same(wanted[i], whole[i]);
        }

        await AskForNumbersAsync(run, filter, FlowSort.OldestFirst, whole.Select(flow => flow.Sequence)).ConfigureAwait(false);
        await AskForNumbersAsync(run, filter, FlowSort.NewestFirst, newest.Select(flow => flow.Sequence)).ConfigureAwait(false);
    }

    /// <summary>The numbers alone are those of the flows, whatever the limit and the time of each page.</summary>
    internal static async Task AskForNumbersAsync(StoreRun run, IFlowFilter? filter, FlowSort sort, IEnumerable<long> expected)
    {
        List<long> numbers = [];
        var query = new FlowQuery { Filter = filter, Sort = sort, Budget = TimeSpan.Zero };
        FlowIndexPage page;
        do
        {
            page = await run.Store.IndexAsync(query, limit: 4, run.Cancellation).ConfigureAwait(false);
            numbers.AddRange(page.Sequences);
            query = query with { Cursor = page.Next, Budget = query.Budget + TimeSpan.FromMilliseconds(1) };
        }
        while (page.End != FlowPageEnd.Exhausted);
        Check.Sequence(expected, numbers, $"numbers that match '{filter}'");
    }

    private static async Task NothingAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        var filter = new SampleFilter("nothing", static _ => false);
        FlowPage page = await run.QueryAsync(new FlowQuery { Filter = filter, Budget = TimeSpan.FromMinutes(1) }).ConfigureAwait(false);
        Check.Equal((0, FlowPageEnd.Exhausted, null), (page.Flows.Count, page.End, page.Next), "the page of a filter that nothing matches");
    }

    private static async Task BodyFilterAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        byte[] wanted = "answer 12"u8.ToArray();
        var filter = new SampleFilter(
            "answer 12", flow => flow.Flow.Response!.Body.Bytes.Span.SequenceEqual(wanted), readsBodies: true);
        List<StoredFlow> found = await run.ReadAllAsync(new FlowQuery { Filter = filter }).ConfigureAwait(false);
        Check.Sequence([12L], found.Select(flow => flow.Flow.Id), "ids whose body is looked for");
        Check.That(
            !found[0].HasBodies && found[0].Flow.Response!.Body.Bytes.IsEmpty, "The filter needs bodies, and the query asks for none.");
    }

    private static async Task StoreFilterAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(4)).ConfigureAwait(false);
        var other = Guid.CreateVersion7();
        await run.AppendAsync(new FlowRecord(Samples.Flow(1), other, "there")).ConfigureAwait(false);
        (string, Func<StoredFlow, bool>, int)[] conditions =
        [
            ("session", flow => flow.Session == other, 1), ("proxy", static flow => flow.ProxyName == "here", 4),
            ("sequence", flow => flow.Sequence > sequences[2], 2),
        ];
        foreach ((string name, Func<StoredFlow, bool> condition, int count) in conditions)
        {
            var query = new FlowQuery { Filter = new SampleFilter(name, condition) };
            Check.Equal(count, (await run.ReadAllAsync(query).ConfigureAwait(false)).Count, $"flows by their {name}");
        }
    }

    private static async Task UnknownAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        FlowPage page = await run.QueryAsync(new FlowQuery { Filter = new UnknowingFilter() }).ConfigureAwait(false);
        Check.Equal(0, page.Flows.Count, "flows of which the filter does not know");
    }

    private static async Task ThrowingAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(3)).ConfigureAwait(false);
        var filter = new SampleFilter("throws", static _ => throw new FormatException("on purpose"));
        await Check.ThrowsAsync<FormatException>(
            () => run.QueryAsync(new FlowQuery { Filter = filter }), "a filter that throws").ConfigureAwait(false);
        Check.Equal(3, (await run.QueryAsync(new FlowQuery()).ConfigureAwait(false)).Flows.Count, "flows after a filter that throws");
    }

    private static async Task ScannedAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        var filter = new SampleFilter("every third", static flow => flow.Flow.Id % 3 == 0);
        FlowPage page = await run.QueryAsync(new FlowQuery { Filter = filter, Budget = TimeSpan.FromMinutes(1) }).ConfigureAwait(false);
        Check.Equal(10, page.Flows.Count, "flows that match");
        Check.That(page.ScannedCount is >= 10 and <= 30, $"To find 10 of 30 flows, {page.ScannedCount} were looked at.");
        Check.That(page.TotalCount is null or 30, $"Of 30 flows the page says that there are {page.TotalCount}.");
    }

    private sealed class UnknowingFilter : IFlowFilter
    {
        public bool ReadsBodies => false;

        public bool? Evaluate(FlowSnapshot flow) => null;

        public override string ToString() => "unknown";
    }
}
