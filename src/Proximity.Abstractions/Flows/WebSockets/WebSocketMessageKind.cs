namespace Proximity.Flows;

/// <summary>What a WebSocket message is (RFC 6455 §5.2).</summary>
public enum WebSocketMessageKind
{
    /// <summary>Text in UTF-8.</summary>
    Text,

    /// <summary>Any bytes.</summary>
    Binary,

    /// <summary>The end, with a code and a reason (RFC 6455 §5.5.1).</summary>
    Close,

    /// <summary>A question whether the other end is there (RFC 6455 §5.5.2).</summary>
    Ping,

    /// <summary>The answer to a ping, or a sign of life (RFC 6455 §5.5.3).</summary>
    Pong,
}
