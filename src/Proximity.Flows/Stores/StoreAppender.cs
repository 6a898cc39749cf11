namespace Proximity.Stores;

/// <summary>
/// Gives batches to a store, each as a whole first, and in parts where the store refuses one flow of it. Does not fail. What will not pass
/// loses the flows.
/// </summary>
internal sealed class StoreAppender(IFlowStore store, FeedCounts counts)
{
    public async Task<StoreOutcome> AppendAsync(FlowRecord[] flows, FlowAppendOptions how, CancellationToken cancellationToken)
    {
        var outcome = default(StoreOutcome);
        int size = flows.Length;
        while (outcome.DoneCount < flows.Length)
        {
            FlowRecord[] part = flows[outcome.DoneCount..Math.Min(outcome.DoneCount + size, flows.Length)];
            Exception? problem = await TryAppendAsync(part, how, cancellationToken).ConfigureAwait(false);
            if (problem is null)
            {
                outcome = outcome with { StoredCount = outcome.StoredCount + part.Length, BatchCount = outcome.BatchCount + 1 };
            }
            else if (problem is FlowStoreException { Problem: FlowStoreProblem.Refused } && part.Length > 1)
            {
                size = part.Length / 2;
                continue;
            }
            else if (problem is FlowStoreException { MayPass: true } || cancellationToken.IsCancellationRequested)
            {
                return outcome with { Problem = problem };
            }
            else
            {
                outcome = outcome with { LostCount = outcome.LostCount + part.Length };
            }

            // One flow is refused: those before and behind it are stored in few batches all the same.
            size = Math.Min(size * 2, flows.Length);
        }

        return outcome;
    }

    /// <summary>Null when the store has taken the flows; otherwise why not.</summary>
    private async Task<Exception?> TryAppendAsync(FlowRecord[] flows, FlowAppendOptions how, CancellationToken cancellationToken)
    {
        try
        {
            await store.AppendAsync(flows, how, cancellationToken).ConfigureAwait(false);
            counts.Note(null);
            return null;
        }
#pragma warning disable CA1031 // The store may be an application's own: whatever it throws, flows of later batches go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                counts.Note(exception);
            }

            return exception;
        }
    }
}
