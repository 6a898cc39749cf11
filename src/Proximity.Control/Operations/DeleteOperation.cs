using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Deletes flows, and clears all that have ended.</summary>
internal static class DeleteOperation
{
    private const int DeletedAtOnce = 1000;

    public static Operation Entry { get; } = new Operation<DeleteInput, DeletedOutput>(
        "flows.delete", "POST /api/flows/delete", OperationEffect.Destroys, "Deletes flows by their ids or by a filter.")
    {
        Input = ControlJson.Default.DeleteInput,
        Output = ControlJson.Default.DeletedOutput,
        Run = RunAsync,
    };

    public static Operation Clear { get; } = new Operation<ClearInput, DeletedOutput>(
        "flows.clear", "POST /api/flows/clear", OperationEffect.Destroys, "Deletes all flows that have ended; recording goes on.")
    {
        Input = ControlJson.Default.ClearInput,
        Output = ControlJson.Default.DeletedOutput,
        Run = ClearAsync,
    };

    private static async ValueTask<DeletedOutput> RunAsync(
        ControlContext context, DeleteInput input, CancellationToken cancellationToken)
    {
        IFlowStore store = context.Proxy.Flows;
        if (input.Ids is { } ids)
        {
            long[] numbers = await FlowLookup.SequencesAsync(context, ids, cancellationToken).ConfigureAwait(false);
            long named = input.DryRun ? numbers.Length : await store.DeleteAsync(numbers, cancellationToken).ConfigureAwait(false);
            return new DeletedOutput(named, input.DryRun);
        }

        Filter filter = FilterReader.Read(context, input.Filter)
            ?? throw new OperationException(
                OperationProblem.Invalid, "no_flows", "Name flows by ids or a filter; flows.clear deletes all.");
        var query = new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst };
        long deleted = 0;
        FlowIndexPage page;
        do
        {
            page = await store.IndexAsync(query, DeletedAtOnce, cancellationToken).ConfigureAwait(false);
            deleted += input.DryRun || page.Sequences.Count == 0 ? page.Sequences.Count
                : await store.DeleteAsync(page.Sequences, cancellationToken).ConfigureAwait(false);
            query = query with { Cursor = page.Next };
        }
        while (page.End != FlowPageEnd.Exhausted);
        return new DeletedOutput(deleted, input.DryRun);
    }

    private static async ValueTask<DeletedOutput> ClearAsync(
        ControlContext context, ClearInput input, CancellationToken cancellationToken)
    {
        IFlowStore store = context.Proxy.Flows;
        if (input.DryRun)
        {
            FlowStoreStatus status = await store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            return new DeletedOutput(status.Count, DryRun: true);
        }

        FlowsPruned pruned = await store.PruneAsync(new FlowRetention { MaxFlows = 0 }, cancellationToken).ConfigureAwait(false);
        return new DeletedOutput(pruned.Flows, DryRun: false);
    }
}
