using System.Runtime.CompilerServices;

namespace Proximity.Flows;

/// <summary>Those who read the events of a table's flows, each with a bounded queue of its own. Thread-safe.</summary>
internal sealed class FlowFollowers
{
    private readonly Lock gate = new();
    private FlowEventQueue[] queues = [];
    private volatile bool areChunksWanted;
    private long lostBefore;
    private bool hasEnded;

    /// <summary>True while nobody reads.</summary>
    public bool IsEmpty => Volatile.Read(ref queues).Length == 0;

    /// <summary>True while somebody reads pieces of bodies.</summary>
    public bool AreChunksWanted => areChunksWanted;

    /// <summary>How many events were dropped for somebody who read too slowly.</summary>
    public long LostCount
    {
        get
        {
            lock (gate)
            {
                return lostBefore + queues.Sum(static queue => queue.LostCount);
            }
        }
    }

    /// <summary>Queues the event for everybody.</summary>
    public void Publish(FlowEvent happened)
    {
        foreach (FlowEventQueue queue in Volatile.Read(ref queues))
        {
            queue.Add(happened);
        }
    }

    /// <summary>The table is empty, its ids begin anew.</summary>
    /// <param name="pattern">Has the sequence and the time.</param>
    public void Forget(FlowEvent pattern)
    {
        foreach (FlowEventQueue queue in Volatile.Read(ref queues))
        {
            queue.Forget(pattern);
        }
    }

    /// <summary>Nothing will happen any more: everybody gets what is queued, and then the end.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
            Array.ForEach(queues, static queue => queue.End());
        }
    }

    /// <summary>Reads from the first move on.</summary>
    public async IAsyncEnumerable<FlowEvent> FollowAsync(
        FlowEventOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var queue = new FlowEventQueue(options);
        Enter(queue);
        try
        {
            await foreach (FlowEvent happened in queue.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }
        }
        finally
        {
            Leave(queue);
        }
    }

    private void Enter(FlowEventQueue queue)
    {
        lock (gate)
        {
            Set([.. queues, queue]);
            if (hasEnded)
            {
                queue.End();
            }
        }
    }

    private void Leave(FlowEventQueue queue)
    {
        lock (gate)
        {
            lostBefore += queue.LostCount;
            Set([.. queues.Where(other => other != queue)]);
        }
    }

    private void Set(FlowEventQueue[] now)
    {
        areChunksWanted = now.Any(static queue => queue.AreChunksWanted);
        Volatile.Write(ref queues, now);
    }
}
