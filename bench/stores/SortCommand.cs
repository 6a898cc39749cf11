using System.CommandLine;
using System.Diagnostics;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>
/// <c>store-sort</c>: the numbers of all flows in another order than their own, as the inspector asks for them, in memory or in a
/// database.
/// </summary>
internal sealed class SortCommand : Command
{
    private const int Fill = 1000;

    private readonly Option<int> flows = new("--flows") { Description = "How many flows.", DefaultValueFactory = _ => 1_000_000 };
    private readonly Option<int> limit = new("--limit") { Description = "Numbers of a page.", DefaultValueFactory = _ => 20_000 };
    private readonly Option<int> pages = new("--pages")
    {
        Description = "The most pages that are asked for.",
        DefaultValueFactory = _ => int.MaxValue,
    };
    private readonly Option<string?> database = new("--database") { Description = "A postgres:// address with no store in it." };

    public SortCommand()
        : base("store-sort", "The numbers of flows in another order than their own.")
    {
        foreach (Option option in (Option[])[flows, limit, pages, database])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        await using IFlowStore store = await OpenAsync(line.GetValue(database), cancellationToken);
        for (int first = 1; first <= line.GetValue(flows); first += Fill)
        {
            FlowRecord[] batch = [.. Enumerable.Range(first, Fill).Select(id => new FlowRecord(Flow(id), SampleFlows.Session))];
            await store.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken);
        }

        var sort = new FlowSort(FlowSortField.Duration, IsDescending: true);
        var query = new FlowQuery { Sort = sort, Budget = TimeSpan.FromMilliseconds(20) };
        var took = new List<double>();
        long found = 0;
        FlowIndexPage page;
        do
        {
            long began = Stopwatch.GetTimestamp();
            page = await store.IndexAsync(query, line.GetValue(limit), cancellationToken);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            found += page.Sequences.Count;
            query = query with { Cursor = page.Next };
        }
        while (page.End != FlowPageEnd.Exhausted && took.Count < line.GetValue(pages));

        Figures.Say($"{found} numbers of {line.GetValue(flows)} in {took.Count} pages: {took.Sum():0} ms; "
            + $"the first {took[0]:0.0} ms, the median of the others {Figures.Median(took.Skip(1)):0.00} ms");
        return 0;
    }

    private static async Task<IFlowStore> OpenAsync(string? address, CancellationToken cancellationToken)
        => address is null
            ? new MemoryFlowStore(new MemoryFlowStoreOptions { MaxFlows = int.MaxValue, MaxBytes = long.MaxValue })
            : await PostgresFlowStore.OpenAsync(PostgresAddress.Parse(address, out _), cancellationToken: cancellationToken);

    /// <summary>Small ones: the heads of a million have to fit.</summary>
    private static FlowSnapshot Flow(int id)
    {
        var request = new RequestSnapshot("GET", "http://example.com/", []);
        var random = new Random(id);
        return new FlowSnapshot(request, "127.0.0.1")
        {
            Id = id,
            Timestamp = DateTimeOffset.UnixEpoch.AddMilliseconds(id),
            Duration = TimeSpan.FromMicroseconds(random.Next(500, 45_000_000)),
            Response = new ResponseSnapshot(200, "OK", []),
            Completed = true,
        };
    }
}
