namespace Proximity.Flows;

/// <summary>
/// Numbers what happens to the flows of a table, and shows it to those who watch and those who follow. Called under the table's lock, so
/// that all see the same order; who only asks whether anybody is there needs none.
/// </summary>
/// <param name="timeProvider">The clock of events.</param>
internal sealed class FlowPublisher(TimeProvider timeProvider)
{
    private long sequence;
    private DateTimeOffset latest;

    public FlowWatchers Watchers { get; } = new();

    public FlowFollowers Followers { get; } = new();

    /// <summary>Rises when the ids of the table begin anew: what belongs to an earlier one is nobody's any more.</summary>
    public int Epoch { get; private set; }

    /// <summary>A flow was added to the table.</summary>
    public void Begin(Flow flow)
    {
        Show(flow, change: 1);
        if (Followers.IsEmpty)
        {
            return;
        }

        Publish(flow, FlowEvents.Started(flow));
        Publish(flow, FlowEvents.RequestHead(flow));
        if (flow.ReadBody(BodySide.Request, withStreamedBytes: false) is { State: not FlowBodyState.None } body)
        {
            FlowEvents.PublishBody(flow, BodySide.Request, body);
        }
    }

    /// <summary>A flow was read from a file.</summary>
    public void Load(Flow flow)
    {
        Show(flow, change: 1);
        if (!Followers.IsEmpty)
        {
            Publish(flow, new FlowLoaded { Flow = new FlowSnapshot(flow, withStreamedBytes: true) });
        }
    }

    /// <summary>Numbers changes of the flow, and shows the last to the watchers.</summary>
    public void Show(Flow flow, int change)
    {
        Number(flow, change);
        if (!Watchers.IsEmpty)
        {
            Watchers.Publish(new FlowSnapshot(flow, withStreamedBytes: false));
        }
    }

    /// <summary>Numbers changes of the flow that nobody was shown.</summary>
    public void Number(Flow flow, int change)
    {
        if (change > 0)
        {
            sequence += change;
            flow.Account.NumberedCount = flow.Account.ChangeCount;
            flow.Account.Sequence = sequence;
        }
    }

    /// <summary>Numbers an event of the flow, and gives it to those who follow.</summary>
    public void Publish(Flow flow, FlowEvent happened)
    {
        if (flow.Account.Epoch != Epoch)
        {
            return;
        }

        Number(flow, change: 1);
        (happened.FlowId, happened.Sequence, happened.Time) = (flow.Id, sequence, Now());
        Followers.Publish(happened);
    }

    /// <summary>The table keeps the flow no longer.</summary>
    public void Remove(Flow flow, bool isForgotten)
    {
        Number(flow, 1 + flow.Account.ChangeCount - flow.Account.NumberedCount);
        if (!Watchers.IsEmpty)
        {
            Watchers.Publish(new FlowSnapshot(flow, withStreamedBytes: false) { IsRemoved = true });
        }

        if (!Followers.IsEmpty)
        {
            Publish(flow, new FlowRemoved { IsForgotten = isForgotten });
        }
    }

    /// <summary>The ids of the table begin anew.</summary>
    public void Forget()
    {
        Epoch++;
        if (!Followers.IsEmpty)
        {
            Followers.Forget(new FlowRemoved { Sequence = sequence, Time = Now() });
        }
    }

    /// <summary>An event is given without the time rather than not at all.</summary>
    private DateTimeOffset Now()
    {
        try
        {
            latest = timeProvider.GetLocalNow();
        }
#pragma warning disable CA1031 // It is the application's clock that throws.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The time of the event before is the nearest that is known.
        }

        return latest;
    }
}
