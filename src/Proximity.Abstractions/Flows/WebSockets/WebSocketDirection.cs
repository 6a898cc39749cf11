namespace Proximity.Flows;

/// <summary>Which way a WebSocket message goes.</summary>
public enum WebSocketDirection
{
    /// <summary>From the client to the origin.</summary>
    ToOrigin,

    /// <summary>From the origin to the client.</summary>
    ToClient,
}
