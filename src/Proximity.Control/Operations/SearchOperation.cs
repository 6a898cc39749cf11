using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Finds flows.</summary>
internal static class SearchOperation
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public static Operation Entry { get; } = new Operation<SearchInput, SearchOutput>(
        "flows.search", "GET /api/flows", OperationEffect.Reads, "Finds recorded flows by a filter, a page at a time.")
    {
        Input = ControlJson.Default.SearchInput,
        Output = ControlJson.Default.SearchOutput,
        Run = RunAsync,
    };

    /// <summary>The word for why a page ends.</summary>
    public static string Word(FlowPageEnd end) => end switch
    {
        FlowPageEnd.Exhausted => "exhausted",
        FlowPageEnd.LimitReached => "limit",
        _ => "budget",
    };

    /// <summary>Refuses a limit that is out of its range.</summary>
    public static int Checked(int limit) => limit is >= 1 and <= SearchInput.MaxLimit ? limit
        : throw new OperationException(
            OperationProblem.Invalid, "invalid_limit", $"A limit is 1 to {SearchInput.MaxLimit}, and not {limit}.");

    private static async ValueTask<SearchOutput> RunAsync(ControlContext context, SearchInput input, CancellationToken cancellationToken)
    {
        IFlowStore store = context.Proxy.Flows;
        Filter? filter = FilterReader.Read(context, input.Filter);
        var fields = new RowFields<FlowRow>(input.Fields, ControlJson.Default.FlowRow);
        var query = new FlowQuery
        {
            Filter = filter,
            Sort = SortText.Read(input.Sort, store.Capabilities),
            Cursor = input.Cursor,
            Limit = Checked(input.Limit),
            Budget = Budget,
        };
        FlowPage page = await QueryAsync(store, query, cancellationToken).ConfigureAwait(false);
        var masking = new FlowMasking(context, input.Redact);
        var rows = new FlowRows();
        FlowRow[] found = [.. page.Flows.Select(flow => fields.Cut(rows.Of(masking.Of(flow))))];
        return new SearchOutput(found, Word(page.End), page.Next, page.ScannedCount, page.TotalCount);
    }

    private static async ValueTask<FlowPage> QueryAsync(IFlowStore store, FlowQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await store.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_cursor", exception.Message);
        }
    }
}
