namespace Proximity.Flows;

/// <summary>What became of a WebSocket message at the proxy.</summary>
public enum WebSocketOutcome
{
    /// <summary>It was passed on.</summary>
    Passed,

    /// <summary>A callback changed it; what is recorded was sent.</summary>
    Changed,

    /// <summary>It was not passed on: a callback dropped it, or its direction had been closed.</summary>
    Dropped,

    /// <summary>The proxy's own, sent by a callback or to end the connection.</summary>
    Injected,
}
