namespace Proximity.Flows;

/// <summary>What keeps flows, and has to know when one of them takes more or less memory, or shows something new.</summary>
internal interface IFlowKeeper
{
    /// <summary>The flow has changed. Called on the thread that changed it, outside of every lock of the flow's.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="isShown">False when only the memory that it takes is another.</param>
    void Changed(Flow flow, bool isShown);
}
