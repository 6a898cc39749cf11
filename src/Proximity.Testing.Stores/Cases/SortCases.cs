using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Other orders than that of the sequence.</summary>
internal static class SortCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Sort_BySequence_EveryStoreCan", run =>
        {
            Check.That(run.Store.Capabilities.SortFields.Contains(FlowSortField.Sequence), "Every store sorts by the sequence.");
            return Task.CompletedTask;
        }),
        .. Enum.GetValues<FlowSortField>().Select(field => new StoreCase($"Sort_By{field}_InPages", run => SortAsync(run, field))),
        .. Enum.GetValues<FlowSortField>()
            .Select(field => new StoreCase($"Sort_By{field}_IsRefusedWhereItIsNot", run => RefusedAsync(run, field))),
        new("Sort_IsNotDisturbedByNewFlows", AppendedAsync),
    ];

    private static IComparable KeyOf(StoredFlow flow, FlowSortField field) => field switch
    {
        FlowSortField.Time => flow.Flow.Timestamp,
        FlowSortField.Duration => flow.Flow.Duration,
        FlowSortField.ResponseSize => flow.Flow.Response?.Body.TotalBytes ?? 0,
        FlowSortField.Status => flow.Flow.Response?.Status ?? flow.Flow.AnsweredStatus ?? 0,
        _ => flow.Sequence,
    };

    private static async Task SortAsync(StoreRun run, FlowSortField field)
    {
        if (!run.Needs(run.Store.Capabilities.SortFields.Contains(field)))
        {
            return;
        }

        await run.AppendAsync(Samples.Flows(30)).ConfigureAwait(false);
        List<StoredFlow> all = await run.ReadAllAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        var filter = new SampleFilter("not every seventh", static flow => flow.Flow.Id % 7 != 0);
        foreach (bool isDescending in (bool[])[true, false])
        {
            foreach (SampleFilter? asked in (SampleFilter?[])[null, filter])
            {
                StoredFlow[] wanted = [.. all.Where(flow => asked is null || asked.Evaluate(flow) is true)
                    .OrderBy(flow => KeyOf(flow, field)).ThenBy(flow => flow.Sequence)];
                long[] numbers = [.. (isDescending ? wanted.Reverse() : wanted).Select(flow => flow.Sequence)];
                var query = new FlowQuery { Sort = new FlowSort(field, isDescending), Limit = 4, Filter = asked };
                Check.Sequence(numbers, await run.SequencesAsync(query).ConfigureAwait(false), $"sequences by {field}");
                await QueryCases.AskForNumbersAsync(run, asked, query.Sort, numbers).ConfigureAwait(false);
            }
        }
    }

    private static async Task RefusedAsync(StoreRun run, FlowSortField field)
    {
        if (run.Needs(!run.Store.Capabilities.SortFields.Contains(field)))
        {
            await Check.ThrowsAsync<NotSupportedException>(
                () => run.QueryAsync(new FlowQuery { Sort = new FlowSort(field, true) }), $"sorting by {field}").ConfigureAwait(false);
        }
    }

    private static async Task AppendedAsync(StoreRun run)
    {
        if (!run.Needs(run.Store.Capabilities.SortFields.Contains(FlowSortField.Duration)))
        {
            return;
        }

        long[] sequences = await run.AppendAsync(Samples.Flows(20)).ConfigureAwait(false);
        long id = 100;
        List<StoredFlow> all = await run.ReadAllAsync(
            new FlowQuery { Limit = 3, Sort = new FlowSort(FlowSortField.Duration, true) },
            () => run.AppendAsync(run.Record(Samples.Flow(++id)))).ConfigureAwait(false);
        long[] found = [.. all.Select(flow => flow.Sequence)];
        Check.Equal(found.Length, found.Distinct().Count(), "flows that came once while flows are appended");
        Check.That(sequences.All(found.Contains), "A flow that was there from the beginning was passed over.");
    }
}
