namespace Proximity.Stores;

/// <summary>What is wrong with a store.</summary>
public enum FlowStoreProblem
{
    /// <summary>It cannot be reached, or did not answer in time. It may pass.</summary>
    Unavailable,

    /// <summary>There is no room. It may pass.</summary>
    Full,

    /// <summary>Another writer has it. It may pass.</summary>
    Locked,

    /// <summary>What is in it cannot be read.</summary>
    Corrupt,

    /// <summary>A newer version has made it, or it is no store.</summary>
    Incompatible,

    /// <summary>It does not take these flows, and will not: they are larger than it can keep.</summary>
    Refused,
}
