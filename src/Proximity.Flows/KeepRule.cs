using Proximity.Stores;

namespace Proximity.Flows;

/// <summary>Says which flows do not stay when they have completed.</summary>
internal static class KeepRule
{
    /// <summary>True when the filter does not match the flow. One that throws leaves nothing out.</summary>
    /// <param name="keeps">Which flows stay; null for all.</param>
    /// <param name="flow">The flow, which has completed.</param>
    public static bool LeavesOut(IFlowFilter? keeps, Flow flow)
    {
        try
        {
            return keeps is not null && keeps.Evaluate(flow.Snapshot()) is false;
        }
#pragma warning disable CA1031 // A filter may be the application's own: what it cannot say keeps the flow, and the exchange ends.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
