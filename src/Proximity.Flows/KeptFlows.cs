using System.Diagnostics;

namespace Proximity.Flows;

/// <summary>
/// The flows of a table and the memory that they take: each flow is measured when it says that it has changed, and the difference to the
/// last measure goes into the sum. So the sum is exact whatever the order of events, and every step costs the same however many flows
/// there are. Not thread-safe; a flow's own threads may change its bodies meanwhile, and say so afterwards.
/// </summary>
/// <param name="capacity">The most flows.</param>
/// <param name="maxBytes">The most bytes.</param>
/// <param name="keeper">What flows are told to call.</param>
/// <param name="onRemoved">Called for each flow that is no longer kept.</param>
internal sealed class KeptFlows(int capacity, long maxBytes, IFlowKeeper keeper, Action<Flow> onRemoved)
{
    private readonly BodyQueue bodies = new();

    public FlowRing Ring { get; } = new(capacity);

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
    public bool Contains(Flow flow) => ReferenceEquals(flow.Account.Keeper, keeper);

    /// <summary>Looks at a flow again that is one of these.</summary>
    public void Count(Flow flow)
    {
        Measure(flow);
        Prune();
    }

    /// <summary>Keeps these flows in place of all others; not more than the capacity.</summary>
    public void Reset(Flow[] flows)
    {
        while (Ring.Count > 0)
        {
            Detach(Ring.TakeOldest());
        }

        Ring.Reset(flows);
        Array.ForEach(flows, Attach);
        Prune();
    }

    private void Attach(Flow flow)
    {
        flow.Account.CountedBytes = 0;
        flow.Account.Keeper = keeper;

        // What changes from here on is told; the measure finds what changed before.
        Measure(flow);
    }

    private void EvictOldest() => Detach(Ring.TakeOldest());

    private void Detach(Flow flow)
    {
        flow.Account.Keeper = null;
        Bytes -= flow.Account.CountedBytes;
        if (bodies.Contains(flow))
        {
            bodies.Remove(flow);
        }

        onRemoved(flow);
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
