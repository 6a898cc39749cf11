using System.Diagnostics;
using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// The flows that wait for a store, within bounds. Nobody who puts one in waits. Near the bound of bytes flows come without their bodies,
/// at a bound they are dropped; both are counted. A batch that is being stored counts as waiting until it is done. Thread-safe.
/// </summary>
internal sealed class FeedQueue(FlowStoreOptions options)
{
    /// <summary>What a flow takes besides what it holds.</summary>
    private const int FlowBytes = 512;

    private readonly Lock gate = new();
    private readonly Queue<FlowRecord> waiting = new();
    private readonly FlowSignal arrived = new();
    private readonly FlowSignal filled = new();
    private long waitingBytes;
    private int takenFlows;
    private long takenBytes;
    private long withoutBodies;
    private long dropped;
    private bool isEnding;

    /// <summary>The most flows of a batch.</summary>
    public const int BatchFlows = 500;

    /// <summary>The most bytes of a batch that has more than one flow.</summary>
    private const long BatchBytes = 8 * 1024 * 1024;

    /// <summary>Completes when a flow has come after this was asked for, or none will.</summary>
    public Task Arrived => arrived.Next;

    /// <summary>Completes when a batch has become full after this was asked for, or no flow will come.</summary>
    public Task Filled => filled.Next;

    /// <summary>True when no flow will come.</summary>
    public bool IsEnding => Volatile.Read(ref isEnding);

    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0;
            }
        }
    }

    public bool IsBatchFull
    {
        get
        {
            lock (gate)
            {
                return waiting.Count >= BatchFlows || waitingBytes - takenBytes >= BatchBytes;
            }
        }
    }

    /// <summary>True when half of what may wait does.</summary>
    public bool IsBehind
    {
        get
        {
            lock (gate)
            {
                return waiting.Count + takenFlows > options.MaxWaitingFlows / 2 || waitingBytes > options.MaxWaitingBytes / 2;
            }
        }
    }

    /// <summary>Puts a flow in, or drops it.</summary>
    public void Add(FlowRecord record)
    {
        bool isFull;
        lock (gate)
        {
            if (!TryEnqueue(record))
            {
                dropped++;
                return;
            }

            isFull = waiting.Count >= BatchFlows || waitingBytes - takenBytes >= BatchBytes;
        }

        arrived.Raise();
        if (isFull)
        {
            filled.Raise();
        }
    }

    /// <summary>No flow will come.</summary>
    public void End()
    {
        lock (gate)
        {
            isEnding = true;
        }

        arrived.Raise();
        filled.Raise();
    }

    /// <summary>The oldest flows as a batch, which has to be put back or done.</summary>
    public FlowRecord[] Take()
    {
        List<FlowRecord> batch = [];
        lock (gate)
        {
            Debug.Assert(takenFlows == 0, "one batch is stored at a time");
            while (batch.Count < BatchFlows && waiting.TryPeek(out FlowRecord? next)
                && (batch.Count == 0 || takenBytes + BytesOf(next.Flow) <= BatchBytes))
            {
                batch.Add(waiting.Dequeue());
                takenBytes += BytesOf(next.Flow);
            }

            takenFlows = batch.Count;
        }

        return [.. batch];
    }

    /// <summary>The batch that was taken waits no longer, whatever became of it.</summary>
    public void Done()
    {
        lock (gate)
        {
            if (takenFlows == 0)
            {
                // All was forgotten meanwhile.
                return;
            }

            waitingBytes -= takenBytes;
            (takenFlows, takenBytes) = (0, 0);
            Debug.Assert(waitingBytes >= 0 && (waiting.Count > 0 || waitingBytes == 0), "what leaves takes along what it was counted for");
        }
    }

    /// <summary>Forgets all that waits, a batch that is being stored as well, and says how many flows that were.</summary>
    public int Clear()
    {
        lock (gate)
        {
            int count = waiting.Count + takenFlows;
            waiting.Clear();
            (waitingBytes, takenFlows, takenBytes) = (0, 0, 0);
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
                FlowsWithoutBodies = withoutBodies,
                DroppedFlows = dropped,
                WaitingFlows = waiting.Count + takenFlows,
                WaitingBytes = waitingBytes,
            };
        }
    }

    private static long BytesOf(FlowSnapshot flow) => FlowBytes + flow.HeldBytes + flow.KeptBodyBytes;

    private bool TryEnqueue(FlowRecord record)
    {
        if (isEnding || waiting.Count + takenFlows >= options.MaxWaitingFlows)
        {
            return false;
        }

        bool dropsBodies = record.Flow.KeptBodyBytes > 0 && waitingBytes + BytesOf(record.Flow) > options.MaxWaitingBytes / 4 * 3;
        FlowRecord taken = dropsBodies ? record with { Flow = record.Flow.WithBodies(WithoutBytes) } : record;
        long bytes = BytesOf(taken.Flow);

        // One that is larger than the bound is taken when nothing else waits: it could never be otherwise.
        if (waitingBytes + bytes > options.MaxWaitingBytes && waiting.Count + takenFlows > 0)
        {
            return false;
        }

        withoutBodies += dropsBodies ? 1 : 0;
        waiting.Enqueue(taken);
        waitingBytes += bytes;
        return true;
    }

    private static FlowBody WithoutBytes(FlowBody body) => body.KeptBytes > 0 ? body.Without(NotKeptReason.StoreBusy) : body;
}
