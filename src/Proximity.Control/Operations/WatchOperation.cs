using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Waits for flows to end.</summary>
internal static class WatchOperation
{
    private const int MostWait = 30;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    public static Operation Entry { get; } = new Operation<WatchInput, WatchOutput>(
        "flows.watch", "GET /api/flows/watch", OperationEffect.Reads,
        "Waits for flows that end, and gives those behind a number; nothing is missed by going on at the last one.")
    {
        Input = ControlJson.Default.WatchInput,
        Output = ControlJson.Default.WatchOutput,
        Run = RunAsync,
    };

    private static async ValueTask<WatchOutput> RunAsync(ControlContext context, WatchInput input, CancellationToken cancellationToken)
    {
        int limit = SearchOperation.Checked(input.Limit);
        if (input.Wait is < 0 or > MostWait || input.After < 0)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_wait", $"wait is 0 to {MostWait} seconds, after 0 or more.");
        }

        Filter? filter = FilterReader.Read(context, input.Filter);
        var fields = new RowFields<FlowRow>(input.Fields, ControlJson.Default.FlowRow);
        var masking = new FlowMasking(context, input.Redact);
        var rows = new FlowRows();
        long began = context.TimeProvider.GetTimestamp();
        using var timer = new PeriodicTimer(LookInterval, context.TimeProvider);
        (IReadOnlyList<StoredFlow> flows, long last) = (Array.Empty<StoredFlow>(), input.After);
        do
        {
            (flows, last) = await LookAsync(context.Proxy.Flows, filter, last, limit, cancellationToken).ConfigureAwait(false);
        }
        while (flows.Count == 0 && context.TimeProvider.GetElapsedTime(began).TotalSeconds < input.Wait
            && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        return new WatchOutput([.. flows.Select(flow => fields.Cut(rows.Of(masking.Of(flow))))], last);
    }

    /// <summary>What is there now, and the number up to which it was looked at.</summary>
    private static async ValueTask<(IReadOnlyList<StoredFlow> Flows, long Last)> LookAsync(
        IFlowStore store, IFlowFilter? filter, long after, int limit, CancellationToken cancellationToken)
    {
        if (store is TableFlowStore table)
        {
            // Flows of a table end in another order than they begin: it numbers their changes too.
            StoredFlow[] ended = table.EndedBehind(after, limit);
            long change = ended.Length == 0 ? after : ended[^1].Flow.Sequence;
            return ([.. ended.Where(flow => filter is null || filter.Evaluate(flow) is true)], change);
        }

        List<StoredFlow> found = [];
        var query = new FlowQuery
        {
            Filter = filter,
            Sort = FlowSort.OldestFirst,
            Limit = limit,
            Cursor = QueryCursor.Behind(after),
        };
        FlowPage page = await store.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        found.AddRange(page.Flows);
        long last = page.Next is { } next ? QueryCursor.Of(query with { Cursor = next }).Sequence
            : found.Count > 0 ? found[^1].Sequence : after;
        return (found, last);
    }
}
