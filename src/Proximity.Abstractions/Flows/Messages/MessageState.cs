namespace Proximity.Flows;

/// <summary>What became of a message at the proxy.</summary>
public enum MessageState
{
    /// <summary>It was passed on as it came.</summary>
    Passed,

    /// <summary>User code changed it; what is recorded was sent.</summary>
    Changed,

    /// <summary>It was not passed on: user code dropped it, or its direction had been closed.</summary>
    Dropped,

    /// <summary>It did not come from the peer: user code, or the proxy itself, sent it.</summary>
    Injected,
}
