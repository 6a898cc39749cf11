namespace Proximity.Flows;

/// <summary>Why nothing of a body is kept.</summary>
public enum NotKeptReason : byte
{
    /// <summary>It is kept, or there is none.</summary>
    None,

    /// <summary><c>MaxBodyBytes</c> is 0, or the body made room for newer ones (<c>MaxFlowBytes</c>).</summary>
    Limit,

    /// <summary>A filter left it out.</summary>
    Filter,

    /// <summary>The exchange became a tunnel or a WebSocket: what passes there is no body.</summary>
    Tunnel,

    /// <summary>The store could not take it in time.</summary>
    StoreBusy,

    /// <summary>It was left out of a file that masks secrets.</summary>
    Redacted,

    /// <summary>Capture is off (<c>CaptureBodies</c>).</summary>
    Off,
}
