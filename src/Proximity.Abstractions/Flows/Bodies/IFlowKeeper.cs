namespace Proximity.Flows;

/// <summary>
/// What keeps flows, and has to know when one of them takes more or less memory, or shows something new. Called on the thread that changed
/// the flow, outside of every lock of the flow's.
/// </summary>
internal interface IFlowKeeper
{
    /// <summary>True while somebody is shown every change as it happens.</summary>
    bool IsWatched { get; }

    /// <summary>True while somebody reads events. Nothing is made of them otherwise.</summary>
    bool IsFollowed { get; }

    /// <summary>True while one of these reads what passes of bodies.</summary>
    bool AreChunksWanted { get; }

    /// <summary>So many bytes of each flow that is under way may go uncounted; those of one that has ended are counted exactly.</summary>
    long UncountedBytes { get; }

    /// <summary>The flow shows something new, or has ended.</summary>
    void Changed(Flow flow);

    /// <summary>The flow takes more or less memory than was counted of it.</summary>
    void Count(Flow flow);

    /// <summary>Numbers those changes of the flow that nobody was shown.</summary>
    void Number(Flow flow);

    /// <summary>Numbers an event of the flow, and gives it to those who follow.</summary>
    void Publish(Flow flow, FlowEvent happened);
}
