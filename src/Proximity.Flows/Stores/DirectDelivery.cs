namespace Proximity.Stores;

/// <summary>Takes batches from the queue into the store, and tries again for some time what fails; then it is lost.</summary>
internal sealed class DirectDelivery(
    FlowStoreOptions options, FeedQueue queue, FeedCounts counts, TimeProvider timeProvider, CancellationToken givingUp) : IFlowDelivery
{
    private readonly StoreAppender appender = new(options.Store, counts);

    public async Task RunAsync()
    {
        while (await queue.WaitForBatchAsync(givingUp).ConfigureAwait(false))
        {
            if (queue.Take() is { } batch)
            {
                await StoreAsync(batch.Flows, new FlowAppendOptions { SkipTextIndex = queue.IsBehind }).ConfigureAwait(false);
                queue.Done(batch);
            }
        }
    }

    public void KeepRest()
    {
        // It has no place but memory.
    }

    public FlowStoreCounters AddTo(FlowStoreCounters counters) => counters;

    private async Task StoreAsync(FlowRecord[] flows, FlowAppendOptions how)
    {
        long began = timeProvider.GetTimestamp();
        TimeSpan pause = FeedPause.First;
        while (true)
        {
            StoreOutcome outcome = await appender.AppendAsync(flows, how, givingUp).ConfigureAwait(false);
            counts.Add(outcome, how);
            if (outcome.Problem is null)
            {
                return;
            }

            flows = flows[outcome.DoneCount..];
            if (outcome.DoneCount > 0)
            {
                (began, pause) = (timeProvider.GetTimestamp(), FeedPause.First);
            }

            if (givingUp.IsCancellationRequested || timeProvider.GetElapsedTime(began) + pause > options.RetryTime)
            {
                counts.Lose(flows.Length);
                return;
            }

            await FeedPause.WaitAsync(pause, timeProvider, givingUp).ConfigureAwait(false);
            pause = FeedPause.After(pause);
            counts.Retry();
        }
    }
}
