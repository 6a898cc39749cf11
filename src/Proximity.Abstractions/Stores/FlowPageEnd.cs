namespace Proximity.Stores;

/// <summary>Why a page ends where it does.</summary>
public enum FlowPageEnd
{
    /// <summary>There are no further flows.</summary>
    Exhausted,

    /// <summary>It has as many as it may have.</summary>
    LimitReached,

    /// <summary>The time for it was over (<see cref="FlowQuery.Budget"/>).</summary>
    BudgetSpent,
}
