namespace Proximity.Stores;

/// <summary>What flows are put in order by. Those that are equal in it are in the order of their sequence, in the same direction.</summary>
public enum FlowSortField
{
    /// <summary>The order in which the store took them (<see cref="StoredFlow.Sequence"/>). Every store has it.</summary>
    Sequence,

    /// <summary>When the request came.</summary>
    Time,

    /// <summary>From the request's head to the last byte of the response.</summary>
    Duration,

    /// <summary>The content of the response's body, in bytes; 0 where there is none or nobody counted.</summary>
    ResponseSize,

    /// <summary>The status of the response, or of the proxy's own answer; 0 where there is none.</summary>
    Status,
}
