using System.Diagnostics;
using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// The flows that wait for a store, within bounds. Nobody who puts one in waits. Near the bound of bytes flows come without their bodies,
/// at a bound they are dropped; both are counted. A batch that was taken counts as waiting until it is done. Thread-safe.
/// </summary>
internal sealed class FeedQueue(FlowStoreOptions options, TimeProvider timeProvider)
{
    /// <summary>The most flows of a batch.</summary>
    public const int BatchFlows = 500;

    /// <summary>The most bytes of a batch that has more than one flow.</summary>
    public const long BatchBytes = 8 * 1024 * 1024;

    /// <summary>
    /// How long a flow waits for others, from when it came: a batch that is being stored meanwhile does not make that longer. It is half
    /// of the 100 ms that a process which is killed may lose; the other half is for storing.
    /// </summary>
    internal static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly Queue<(FlowRecord Record, long Since)> waiting = new();

    /// <summary>Batches that were taken and put back: they are older than all that waits, the last one is the oldest.</summary>
    private readonly Stack<FeedBatch> returned = new();

    private readonly FlowSignal arrived = new();
    private readonly FlowSignal filled = new();
    private readonly FlowSignal fellBehind = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long allBytes;
    private int returnedFlows;
    private int takenFlows;
    private long takenBytes;
    private long withoutBodies;
    private long dropped;
    private bool isEnding;
    private bool isCleared;

    /// <summary>Completes when a flow has come behind which half of what may wait does.</summary>
    public Task FellBehind => fellBehind.Next;

    /// <summary>Completes when no flow will come.</summary>
    public Task Ended => ended.Task;

    /// <summary>True when no flow will come.</summary>
    public bool IsEnding => Volatile.Read(ref isEnding);

    /// <summary>True when half of what may wait does.</summary>
    public bool IsBehind
    {
        get
        {
            lock (gate)
            {
                return IsHalfFull;
            }
        }
    }

    private bool IsHalfFull => AllFlows > options.MaxWaitingFlows / 2 || allBytes > options.MaxWaitingBytes / 2;

    private int AllFlows => waiting.Count + returnedFlows + takenFlows;

    private bool HasNone
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0 && returned.Count == 0;
            }
        }
    }

    /// <summary>How long the first flow of the next batch still waits for others; zero or less when it need not.</summary>
    private TimeSpan TimeLeft
    {
        get
        {
            lock (gate)
            {
                return returned.Count > 0 || IsBatchFull || IsEnding || !waiting.TryPeek(out (FlowRecord Record, long Since) oldest)
                    ? TimeSpan.Zero
                    : BatchTime - timeProvider.GetElapsedTime(oldest.Since);
            }
        }
    }

    private bool IsBatchFull => waiting.Count >= BatchFlows || allBytes - takenBytes >= BatchBytes;

    /// <summary>Puts a flow in, or drops it.</summary>
    public void Add(FlowRecord record)
    {
        bool isFull;
        bool isBehind;
        lock (gate)
        {
            if (!TryEnqueue(record))
            {
                dropped++;
                return;
            }

            (isFull, isBehind) = (IsBatchFull, IsHalfFull);
        }

        arrived.Raise();
        if (isFull)
        {
            filled.Raise();
        }

        if (isBehind)
        {
            fellBehind.Raise();
        }
    }

    /// <summary>No flow will come.</summary>
    public void End()
    {
        lock (gate)
        {
            isEnding = true;
        }

        ended.TrySetResult();
        arrived.Raise();
        filled.Raise();
        fellBehind.Raise();
    }

    /// <summary>
    /// Waits until a batch is full or its first flow has waited enough since it came; false when none will come or the token is cancelled.
    /// </summary>
    public async Task<bool> WaitForBatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the look, so that nothing that comes behind it is missed.
            (Task nextArrival, Task nextFull) = (arrived.Next, filled.Next);
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            if (!HasNone)
            {
                TimeSpan left = TimeLeft;
                if (left > TimeSpan.Zero)
                {
                    using var enough = new CancellationTokenSource();
                    await Task.WhenAny(nextFull, Task.Delay(left, timeProvider, enough.Token)).ConfigureAwait(false);
                    await enough.CancelAsync().ConfigureAwait(false);
                }

                return true;
            }

            if (IsEnding)
            {
                return false;
            }

            await nextArrival.ConfigureAwait(false);
        }
    }

    /// <summary>The oldest flows as a batch, which has to be put back or done; null when there are none.</summary>
    public FeedBatch? Take()
    {
        lock (gate)
        {
            if (returned.TryPop(out FeedBatch? batch))
            {
                returnedFlows -= batch.Flows.Length;
            }
            else
            {
                batch = TakeWaiting();
            }

            takenFlows += batch?.Flows.Length ?? 0;
            takenBytes += batch?.Bytes ?? 0;
            return batch;
        }
    }

    /// <summary>Puts flows of a batch that was taken in front of all others.</summary>
    public void Return(FeedBatch batch)
    {
        lock (gate)
        {
            if (!isCleared)
            {
                takenFlows -= batch.Flows.Length;
                takenBytes -= batch.Bytes;
                returned.Push(batch);
                returnedFlows += batch.Flows.Length;
            }
        }

        arrived.Raise();
        filled.Raise();
    }

    /// <summary>Flows of a batch that was taken wait no longer, whatever became of them.</summary>
    public void Done(FeedBatch batch)
    {
        lock (gate)
        {
            if (isCleared)
            {
                return;
            }

            takenFlows -= batch.Flows.Length;
            takenBytes -= batch.Bytes;
            allBytes -= batch.Bytes;
            Debug.Assert(takenFlows >= 0 && allBytes >= takenBytes, "what leaves was counted");
            Debug.Assert(AllFlows > 0 || allBytes == 0, "what leaves takes along what it was counted for");
        }
    }

    /// <summary>Forgets all that waits, batches that were taken as well, and says how many flows that were.</summary>
    public int Clear()
    {
        lock (gate)
        {
            int count = AllFlows;
            waiting.Clear();
            returned.Clear();
            (allBytes, returnedFlows, takenFlows, takenBytes, isCleared) = (0, 0, 0, 0, true);
            return count;
        }
    }

    /// <summary>Its part of the counters.</summary>
    public FlowStoreCounters AddTo(FlowStoreCounters counters)
    {
        lock (gate)
        {
            return counters with
            {
                FlowsWithoutBodies = counters.FlowsWithoutBodies + withoutBodies,
                DroppedFlows = counters.DroppedFlows + dropped,
                WaitingFlows = AllFlows,
                WaitingBytes = allBytes,
            };
        }
    }

    private FeedBatch? TakeWaiting()
    {
        List<FlowRecord> batch = [];
        long bytes = 0;
        while (batch.Count < BatchFlows && waiting.TryPeek(out (FlowRecord Record, long Since) next))
        {
            long more = FeedBatch.BytesOf(next.Record.Flow);
            if (batch.Count > 0 && bytes + more > BatchBytes)
            {
                break;
            }

            batch.Add(waiting.Dequeue().Record);
            bytes += more;
        }

        return batch.Count == 0 ? null : new FeedBatch([.. batch], bytes);
    }

    private bool TryEnqueue(FlowRecord record)
    {
        if (isEnding || AllFlows >= options.MaxWaitingFlows)
        {
            return false;
        }

        bool dropsBodies
            = record.Flow.KeptBodyBytes > 0 && allBytes + FeedBatch.BytesOf(record.Flow) > options.MaxWaitingBytes / 4 * 3;
        FlowRecord taken = dropsBodies ? FeedBatch.WithoutBodies(record) : record;
        long bytes = FeedBatch.BytesOf(taken.Flow);

        // One that is larger than the bound is taken when nothing else waits: it could never be otherwise.
        if (allBytes + bytes > options.MaxWaitingBytes && AllFlows > 0)
        {
            return false;
        }

        withoutBodies += dropsBodies ? 1 : 0;
        waiting.Enqueue((taken, timeProvider.GetTimestamp()));
        allBytes += bytes;
        return true;
    }
}
