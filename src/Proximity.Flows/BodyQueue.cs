using System.Diagnostics;

namespace Proximity.Flows;

/// <summary>
/// The flows that hold bytes of bodies, in the order in which they began to: the first gives its bytes up first. The links stand in the
/// flows, so that one that leaves the table leaves the queue at once. Not thread-safe.
/// </summary>
internal sealed class BodyQueue
{
    private Flow? newest;

    /// <summary>The flow whose bodies are the oldest; null when nothing is held.</summary>
    public Flow? Oldest { get; private set; }

    public bool Contains(Flow flow)
        => flow.Account.OlderBody is not null || flow.Account.NewerBody is not null || ReferenceEquals(Oldest, flow);

    public void Add(Flow flow)
    {
        Debug.Assert(!Contains(flow), "a flow stands in the queue once");
        flow.Account.OlderBody = newest;
        if (newest is { } before)
        {
            before.Account.NewerBody = flow;
        }
        else
        {
            Oldest = flow;
        }

        newest = flow;
    }

    public void Remove(Flow flow)
    {
        Debug.Assert(Contains(flow), "only what stands in the queue can leave it");
        (Flow? older, Flow? newer) = (flow.Account.OlderBody, flow.Account.NewerBody);
        if (older is null)
        {
            Oldest = newer;
        }
        else
        {
            older.Account.NewerBody = newer;
        }

        if (newer is null)
        {
            newest = older;
        }
        else
        {
            newer.Account.OlderBody = older;
        }

        (flow.Account.OlderBody, flow.Account.NewerBody) = (null, null);
    }
}
