using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Proximity.Flows;

/// <summary>
/// The events that wait for one consumer, within bounds. At a bound pieces of bodies and messages go first: one that comes is not taken,
/// and one that waits makes room for another kind of event. When none is left, flows go as a whole: one that starts is not taken at all;
/// one whose start was taken breaks off, which the consumer is told. So every flow that it has heard of either ends or is named as broken
/// off. What goes is counted. Thread-safe; nobody waits for the consumer.
/// </summary>
internal sealed class FlowEventQueue(FlowEventOptions options)
{
    private readonly Lock gate = new();
    private readonly FlowSignal arrived = new();
    private readonly LinkedList<FlowEvent> waiting = new();

    /// <summary>Those of them that may be dropped, in the same order.</summary>
    private readonly Queue<LinkedListNode<FlowEvent>> droppable = new();

    /// <summary>Flows whose start was taken, and whose end was not yet.</summary>
    private readonly HashSet<long> open = [];

    /// <summary>
    /// Those that broke off, at the first event that was not taken. Named when what waits of them has been read, or else the consumer would
    /// begin anew with a flow that it has just been told to forget.
    /// </summary>
    private readonly Queue<(long FlowId, long Sequence, DateTimeOffset Time)> brokenOff = new();
    private readonly long[] lost = new long[Enum.GetValues<Loss>().Length];
    private FlowEvent? latestLost;
    private long waitingBytes;
    private long lostCount;
    private bool hasEnded;

    private enum Loss
    {
        BodyChunk,
        Message,
        WholeFlow,
        Removal,
    }

    public bool AreChunksWanted => options.BodyChunks;

    /// <summary>How many events were dropped for this consumer; a flow that goes as a whole counts as one.</summary>
    public long LostCount => Volatile.Read(ref lostCount);

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Takes an event, or drops it or another one.</summary>
    public void Add(FlowEvent happened)
    {
        lock (gate)
        {
            if (Takes(happened))
            {
                Enqueue(happened);
            }
        }

        arrived.Raise();
    }

    /// <summary>The table is empty, its ids begin anew: what is open will not end.</summary>
    public void Forget(FlowEvent pattern)
    {
        lock (gate)
        {
            foreach (long id in open)
            {
                Enqueue(new FlowRemoved { FlowId = id, Sequence = pattern.Sequence, Time = pattern.Time, IsForgotten = true });
            }

            open.Clear();
        }

        arrived.Raise();
    }

    /// <summary>No more will come.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
        }

        arrived.Raise();
    }

    /// <summary>Everything in its order, to the end.</summary>
    public async IAsyncEnumerable<FlowEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Before the look, so that nothing that comes behind it is missed.
            Task more = arrived.Next;
            if (TryTake(out FlowEvent? next, out bool isEnd))
            {
                yield return next!;
            }
            else if (isEnd)
            {
                yield break;
            }
            else
            {
                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The next event, if one waits.</summary>
    /// <param name="next">The event.</param>
    /// <param name="isEnd">True when, if none waits, none will.</param>
    internal bool TryTake(out FlowEvent? next, out bool isEnd)
    {
        lock (gate)
        {
            isEnd = hasEnded;
            next = latestLost is not null || IsBrokenOffToTell ? TakeLost() : waiting.First is { } first ? Dequeue(first) : null;
            return next is not null;
        }
    }

    private bool IsBrokenOffToTell => brokenOff.TryPeek(out (long FlowId, long Sequence, DateTimeOffset Time) oldest)
        && (waiting.First is not { } first || first.Value.Sequence > oldest.Sequence);

    private FlowEventsLost TakeLost()
    {
        (long sequence, DateTimeOffset time) = (latestLost?.Sequence ?? 0, latestLost?.Time ?? default);
        List<long> named = [];
        while (IsBrokenOffToTell)
        {
            (long id, long at, DateTimeOffset when) = brokenOff.Dequeue();
            named.Add(id);
            (sequence, time) = at > sequence ? (at, when) : (sequence, time);
        }

        FlowEventsLost told = new()
        {
            Sequence = sequence,
            Time = time,
            BodyChunks = lost[(int)Loss.BodyChunk],
            Messages = lost[(int)Loss.Message],
            Flows = lost[(int)Loss.WholeFlow],
            BrokenOffIds = named,
            Removals = lost[(int)Loss.Removal],
        };
        Array.Clear(lost);
        latestLost = null;
        return told;
    }

    private FlowEvent Dequeue(LinkedListNode<FlowEvent> first)
    {
        if (droppable.TryPeek(out LinkedListNode<FlowEvent>? oldest) && ReferenceEquals(oldest, first))
        {
            droppable.Dequeue();
        }

        return Remove(first);
    }

    private FlowEvent Remove(LinkedListNode<FlowEvent> node)
    {
        waiting.Remove(node);
        waitingBytes -= node.Value.HeldBytes;
        Debug.Assert(waitingBytes >= 0 && (waiting.Count > 0 || waitingBytes == 0), "what leaves takes along what it was counted for");
        return node.Value;
    }

    private void Enqueue(FlowEvent happened)
    {
        LinkedListNode<FlowEvent> node = waiting.AddLast(happened);
        waitingBytes += happened.HeldBytes;
        if (IsDroppable(happened))
        {
            droppable.Enqueue(node);
        }
    }

    private static bool IsDroppable(FlowEvent happened) => happened is BodyChunkRecorded or MessageRecorded;

    private bool Takes(FlowEvent happened) => happened switch
    {
        BodyChunkRecorded => open.Contains(happened.FlowId) && options.BodyChunks && HasRoomOrDrops(happened),
        MessageRecorded => open.Contains(happened.FlowId) && HasRoomOrDrops(happened),
        FlowStarted => MakesRoomOrLosesFlow(happened) && open.Add(happened.FlowId),
        FlowLoaded => MakesRoomOrLosesFlow(happened),
        FlowRemoved or BodyDropped => TakesRemoval(happened),
        _ => open.Contains(happened.FlowId) && TakesOrBreaksOff(happened),
    };

    private bool HasRoomOrDrops(FlowEvent happened)
    {
        if (HasRoom(happened))
        {
            return true;
        }

        Drop(happened);
        return false;
    }

    private bool MakesRoomOrLosesFlow(FlowEvent happened)
    {
        if (MakeRoom(happened))
        {
            return true;
        }

        NoteLost(happened, Loss.WholeFlow);
        return false;
    }

    private bool TakesRemoval(FlowEvent happened)
    {
        if (happened is FlowRemoved { IsForgotten: true })
        {
            open.Remove(happened.FlowId);
        }

        if (MakeRoom(happened))
        {
            return true;
        }

        NoteLost(happened, Loss.Removal);
        return false;
    }

    private bool TakesOrBreaksOff(FlowEvent happened)
    {
        bool isTaken = MakeRoom(happened);
        if (!isTaken || happened is FlowEnded)
        {
            open.Remove(happened.FlowId);
        }

        if (!isTaken)
        {
            brokenOff.Enqueue((happened.FlowId, happened.Sequence, happened.Time));
            Volatile.Write(ref lostCount, lostCount + 1);
        }

        return isTaken;
    }

    /// <summary>An event that is larger than the bound is taken when nothing else waits.</summary>
    private bool HasRoom(FlowEvent happened)
        => waiting.Count < options.MaxEvents && (waiting.Count == 0 || waitingBytes + happened.HeldBytes <= options.MaxBytes);

    private bool MakeRoom(FlowEvent happened)
    {
        while (!HasRoom(happened))
        {
            if (!droppable.TryDequeue(out LinkedListNode<FlowEvent>? oldest))
            {
                return false;
            }

            Drop(Remove(oldest));
        }

        return true;
    }

    private void Drop(FlowEvent happened) => NoteLost(happened, happened is MessageRecorded ? Loss.Message : Loss.BodyChunk);

    private void NoteLost(FlowEvent happened, Loss loss)
    {
        lost[(int)loss]++;
        latestLost = latestLost?.Sequence > happened.Sequence ? latestLost : happened;
        Volatile.Write(ref lostCount, lostCount + 1);
    }
}
