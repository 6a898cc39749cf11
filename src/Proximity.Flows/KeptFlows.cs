using System.Diagnostics;

namespace Proximity.Flows;

/// <summary>
/// The flows of a table and the memory that they take: each flow is measured when it says that it has changed, and the difference to the
/// last measure goes into the sum. So the sum is exact whatever the order of events, and every step costs the same however many flows
/// there are. Not thread-safe; a flow's own threads may change its bodies meanwhile, and say so afterwards.
/// </summary>
internal sealed class KeptFlows
{
    private readonly BodyQueue bodies = new();
    private readonly FlowKeeper keeper;
    private readonly FlowPublisher publisher;
    private readonly long maxBytes;

    /// <param name="capacity">The most flows.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="publisher">Shows those that go.</param>
    /// <param name="gate">The lock under which all of this is called.</param>
    public KeptFlows(int capacity, long maxBytes, FlowPublisher publisher, Lock gate)
    {
        this.maxBytes = maxBytes;
        this.publisher = publisher;
        keeper = new FlowKeeper(gate, this, publisher, maxBytes);
        Ring = new FlowRing(capacity);
    }

    public FlowRing Ring { get; }

    /// <summary>What all flows take: raw bytes of heads, kept bytes of bodies, payload of WebSocket messages.</summary>
    public long Bytes { get; private set; }

    public void Add(Flow flow)
    {
        if (Ring.IsFull)
        {
            EvictOldest();
        }

        Ring.Add(flow);
        Attach(flow);
        Prune();
    }

    /// <summary>True while the flow is one of these.</summary>
    public bool Contains(Flow flow) => flow.Account.IsKept && ReferenceEquals(flow.Account.Keeper, keeper);

    /// <summary>Looks at a flow again that is one of these.</summary>
    public void Count(Flow flow)
    {
        Measure(flow);
        Prune();
    }

    /// <summary>Takes a flow out; false when it is not one of these.</summary>
    public bool Remove(Flow flow)
    {
        if (!Contains(flow))
        {
            return false;
        }

        Ring.Remove(Ring.Find(flow.Id));
        Detach(flow, isForgotten: false);
        return true;
    }

    /// <summary>Keeps these flows in place of all others; not more than the capacity.</summary>
    public void Reset(Flow[] flows)
    {
        while (Ring.Count > 0)
        {
            Flow flow = Ring.TakeOldest();
            Detach(flow, isForgotten: true);
            flow.Account.Keeper = null;
        }

        publisher.Forget();
        Ring.Reset(flows);
        Array.ForEach(flows, Attach);
        Prune();
    }

    private void Attach(Flow flow)
    {
        flow.Account.CountedBytes = 0;
        flow.Account.IsKept = true;
        flow.Account.Epoch = publisher.Epoch;
        flow.Account.Keeper = keeper;

        // What changes from here on is told; the measure finds what changed before.
        Measure(flow);
    }

    private void EvictOldest() => Detach(Ring.TakeOldest(), isForgotten: false);

    private void Detach(Flow flow, bool isForgotten)
    {
        flow.Account.IsKept = false;
        Bytes -= flow.Account.CountedBytes;
        if (bodies.Contains(flow))
        {
            bodies.Remove(flow);
        }

        publisher.Remove(flow, isForgotten);
        Debug.Assert(Bytes >= 0 && (Ring.Count > 0 || Bytes == 0), "what leaves takes along what it was counted for");
    }

    private void Measure(Flow flow)
    {
        flow.Account.BeginCounting();
        long bodyBytes = flow.MeasureBodies();
        long now = bodyBytes + flow.MeasureRest();
        Bytes += now - flow.Account.CountedBytes;
        flow.Account.CountedBytes = now;
        bool isQueued = bodies.Contains(flow);
        if (bodyBytes > 0 && !isQueued)
        {
            bodies.Add(flow);
        }
        else if (bodyBytes == 0 && isQueued)
        {
            bodies.Remove(flow);
        }
    }

    /// <summary>The oldest bodies go first, then the oldest flows. The newest flow stays: it is the one that somebody waits for.</summary>
    private void Prune()
    {
        while (Bytes > maxBytes)
        {
            if (bodies.Oldest is { } oldest)
            {
                oldest.DropBodies();
                Measure(oldest);
                oldest.Follower?.Publish(oldest, new BodyDropped());
            }
            else if (Ring.Count > 1)
            {
                EvictOldest();
            }
            else
            {
                return;
            }
        }
    }
}
