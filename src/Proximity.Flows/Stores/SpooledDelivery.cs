using System.Diagnostics;
using Proximity.Flows;
using Proximity.Stores.Spooling;

namespace Proximity.Stores;

/// <summary>
/// Takes flows into the store in their order: those of the spool first, then those of the queue. While the store is away, or half of the
/// queue waits, a second task moves what comes from the queue into the spool.
/// </summary>
/// <remarks>
/// Oldest first means: what lies in the spool, the batch that the store is taking from the queue (which is taken only when the spool is
/// empty), the queue. So the batch that is being stored goes into the spool before any other of the queue does, and waits there no longer
/// once the store has taken it. <see cref="turn"/> holds where a flow is; nothing is awaited within.
/// </remarks>
internal sealed class SpooledDelivery(
    FlowStoreOptions options, FeedQueue queue, FeedCounts counts, FlowSpool spool, TimeProvider timeProvider, CancellationToken givingUp)
    : IFlowDelivery
{
    /// <summary>A store that has not taken a batch within this time counts as away, until it has.</summary>
    private static readonly TimeSpan PromptTime = TimeSpan.FromSeconds(1);

    private readonly StoreAppender appender = new(options.Store, counts);
    private readonly FlowSignal wentAway = new();
    private readonly Lock turn = new();

    /// <summary>What the store is taking from the queue; null when that comes from the spool, or is nothing.</summary>
    private FeedBatch? inHand;

    /// <summary>True when the batch in hand lies at the beginning of the spool as well.</summary>
    private bool isInHandSpooled;

    private volatile bool isAway;
    private bool isOver;

    /// <inheritdoc/>
    public async Task RunAsync()
    {
        spool.Recover();
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task moving = Task.Run(() => MoveAsync(delivered.Task), CancellationToken.None);
        await DeliverAsync().ConfigureAwait(false);
        delivered.SetResult();
        await moving.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void KeepRest()
    {
        lock (turn)
        {
            bool hasMoved = !isOver && TrySpoolInHand(mayDrop: true);
            while (hasMoved)
            {
                hasMoved = TryMoveWaiting(out bool isEmpty) && !isEmpty;
            }

            isOver = true;
            spool.Dispose();
        }
    }

    /// <inheritdoc/>
    public FlowStoreCounters AddTo(FlowStoreCounters counters) => spool.AddTo(counters);

    private async Task DeliverAsync()
    {
        TimeSpan pause = FeedPause.First;
        while (await TakeAsync().ConfigureAwait(false) is { } flows)
        {
            // What began before the end says nothing of the store as it is then: it is asked once more.
            bool isLast = queue.IsEnding;
            var how = new FlowAppendOptions { SkipTextIndex = queue.IsBehind || spool.IsBehind };
            StoreOutcome outcome = await GiveAsync(flows, how).ConfigureAwait(false);
            Settle(outcome, how);
            if (outcome.Problem is null)
            {
                (isAway, pause) = (false, FeedPause.First);
                continue;
            }

            GoAway();
            if (isLast || givingUp.IsCancellationRequested)
            {
                // The spool has the rest, or gets it.
                return;
            }

            pause = outcome.DoneCount > 0 ? FeedPause.First : pause;
            await FeedPause.WaitAsync(pause, timeProvider, givingUp, queue.Ended).ConfigureAwait(false);
            pause = FeedPause.After(pause);
            counts.Retry();
        }
    }

    /// <summary>The oldest flows; null when there are none and none will come.</summary>
    private async Task<FlowRecord[]?> TakeAsync()
    {
        while (true)
        {
            bool mayCome = !spool.IsEmpty || await queue.WaitForBatchAsync(givingUp).ConfigureAwait(false);
            if (givingUp.IsCancellationRequested || (!mayCome && spool.IsEmpty))
            {
                return null;
            }

            if (Take() is not { } flows)
            {
                if (queue.IsEnding)
                {
                    return null;
                }

                await FeedPause.WaitAsync(PromptTime, timeProvider, givingUp, queue.Ended).ConfigureAwait(false);
            }
            else if (flows.Count > 0)
            {
                return [.. flows];
            }
        }
    }

    /// <summary>Empty when the other task has moved them meanwhile, null when the spool cannot be read now.</summary>
    private IReadOnlyList<FlowRecord>? Take()
    {
        lock (turn)
        {
            Debug.Assert(inHand is null, "one batch is stored at a time");
            if (isOver)
            {
                return null;
            }

            if (!spool.IsEmpty)
            {
                return spool.Read();
            }

            inHand = queue.Take();
            return inHand?.Flows ?? [];
        }
    }

    private async Task<StoreOutcome> GiveAsync(FlowRecord[] flows, FlowAppendOptions how)
    {
        Task<StoreOutcome> giving = appender.AppendAsync(flows, how, givingUp);
        if (!giving.IsCompleted)
        {
            await FeedPause.WaitAsync(PromptTime, timeProvider, CancellationToken.None, giving).ConfigureAwait(false);
            if (!giving.IsCompleted)
            {
                GoAway();
            }
        }

        return await giving.ConfigureAwait(false);
    }

    private void GoAway()
    {
        isAway = true;
        wentAway.Raise();
    }

    /// <summary>
    /// What the store has taken waits no longer, and the rest waits in the spool, or where it was when the spool is full.
    /// </summary>
    private void Settle(StoreOutcome outcome, FlowAppendOptions how)
    {
        lock (turn)
        {
            if (isOver)
            {
                // All that was in hand was kept for a later run.
                return;
            }

            counts.Add(outcome, how);
            if (inHand is not { } batch || isInHandSpooled)
            {
                spool.Deliver(outcome.DoneCount);
            }
            else
            {
                (FeedBatch done, FeedBatch rest) = batch.SplitAt(outcome.DoneCount);
                queue.Done(done);
                Keep(rest);
            }

            (inHand, isInHandSpooled) = (null, false);
        }
    }

    private void Keep(FeedBatch rest)
    {
        if (rest.Flows.Length > 0 && spool.TryAppend(rest.Flows))
        {
            queue.Done(rest);
        }
        else if (rest.Flows.Length > 0)
        {
            queue.Return(rest);
        }
    }

    /// <summary>Moves flows into the spool while they must not stay in memory.</summary>
    private async Task MoveAsync(Task delivered)
    {
        TimeSpan pause = FeedPause.First;
        while (!delivered.IsCompleted)
        {
            // Before the look, so that nothing that comes behind it is missed.
            (Task away, Task behind, Task freed) = (wentAway.Next, queue.FellBehind, spool.Freed);
            if (!isAway && !queue.IsBehind)
            {
                await Task.WhenAny(away, behind, delivered).ConfigureAwait(false);
                continue;
            }

            Task<bool> waiting = queue.WaitForBatchAsync(givingUp);
            if (await Task.WhenAny(waiting, delivered).ConfigureAwait(false) == delivered || !await waiting.ConfigureAwait(false))
            {
                return;
            }

            if (Move())
            {
                pause = FeedPause.First;
                continue;
            }

            // No room, or the disk fails: flows wait in memory, within its bounds.
            await FeedPause.WaitAsync(pause, timeProvider, givingUp, freed, delivered).ConfigureAwait(false);
            pause = FeedPause.After(pause);
        }
    }

    private bool Move()
    {
        lock (turn)
        {
            return isOver || (!isAway && !queue.IsBehind) || (TrySpoolInHand(mayDrop: false) && TryMoveWaiting(out _));
        }
    }

    /// <summary>What the store is taking goes into the spool before what came later; false when the spool does not take it.</summary>
    /// <param name="mayDrop">
    /// True when a flow that is too large for the spool may be dropped: the store will not be asked what became of the batch.
    /// </param>
    private bool TrySpoolInHand(bool mayDrop)
    {
        Debug.Assert(turn.IsHeldByCurrentThread, "where a flow is does not change meanwhile");
        if (inHand is null || isInHandSpooled)
        {
            return true;
        }

        isInHandSpooled = spool.TryAppend(inHand.Flows, mayDrop);
        if (isInHandSpooled)
        {
            queue.Done(inHand);
        }

        return isInHandSpooled;
    }

    /// <summary>Moves the oldest batch of the queue into the spool; false when the spool does not take it.</summary>
    private bool TryMoveWaiting(out bool isEmpty)
    {
        FeedBatch? batch = queue.Take();
        isEmpty = batch is null;
        if (batch is null)
        {
            return true;
        }

        bool isTaken = spool.TryAppend(batch.Flows);
        if (isTaken)
        {
            queue.Done(batch);
        }
        else
        {
            queue.Return(batch);
        }

        return isTaken;
    }
}
