namespace Proximity.Flows;

/// <summary>What a message is. The first five are of WebSocket (RFC 6455 §5.2).</summary>
public enum MessageKind
{
    /// <summary>A WebSocket text, in UTF-8.</summary>
    Text,

    /// <summary>WebSocket bytes of any kind.</summary>
    Binary,

    /// <summary>The end of a WebSocket connection, with a code and a reason (RFC 6455 §5.5.1).</summary>
    Close,

    /// <summary>A question whether the other end is there (RFC 6455 §5.5.2).</summary>
    Ping,

    /// <summary>The answer to a ping, or a sign of life (RFC 6455 §5.5.3).</summary>
    Pong,

    /// <summary>A server-sent event (WHATWG HTML §9.2); its payload is the data, whose lines are joined with LF.</summary>
    ServerSentEvent,

    /// <summary>A gRPC message, mostly in Protocol Buffers.</summary>
    Grpc,

    /// <summary>The trailers of a gRPC-Web call, as field lines at the end of its body.</summary>
    GrpcTrailers,
}
