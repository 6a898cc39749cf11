namespace Proximity.Flows;

/// <summary>
/// Something that happened to a flow. Never changes. The events of one flow, put together in their order, are the flow:
/// <see cref="FlowFold"/> does that.
/// </summary>
/// <remarks>
/// The kinds are <see cref="FlowStarted"/>, <see cref="RequestHeadRecorded"/>, <see cref="OriginAttached"/>,
/// <see cref="ResponseHeadRecorded"/>, <see cref="BodyBegan"/>, <see cref="BodyChunkRecorded"/>, <see cref="BodyEnded"/>,
/// <see cref="BodyDropped"/>, <see cref="MessageRecorded"/>, <see cref="RuleApplied"/>, <see cref="FlowAnnotated"/>,
/// <see cref="FlowEnded"/>, <see cref="FlowLoaded"/>, <see cref="FlowRemoved"/> and <see cref="FlowEventsLost"/>. Further ones may be
/// added: ignore what you do not know.
/// </remarks>
public abstract record FlowEvent
{
    /// <summary>The kinds are those of this assembly.</summary>
    private protected FlowEvent()
    {
    }

    /// <summary>The id of the flow; 0 for <see cref="FlowEventsLost"/>.</summary>
    public long FlowId { get; internal set; }

    /// <summary>
    /// Rises with every change of any flow of a table, and has gaps. A <see cref="FlowSnapshot"/> with the same or a higher
    /// <see cref="FlowSnapshot.Sequence"/> has this event in it.
    /// </summary>
    public long Sequence { get; internal set; }

    /// <summary>When it was recorded, in local time with its offset.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>What it holds beyond itself, in bytes; it counts for the bound of a consumer's queue.</summary>
    internal virtual long HeldBytes => 0;
}
