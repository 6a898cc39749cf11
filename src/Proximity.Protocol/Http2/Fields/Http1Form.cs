namespace Proximity.Protocol.Http2.Fields;

/// <summary>What an HTTP/1.1 head says that the fields of HTTP/2 do not.</summary>
internal readonly ref struct Http1Form
{
    /// <summary>True when the stream goes on behind the head.</summary>
    public bool HasBody { get; init; }

    /// <summary>
    /// The nonce of a WebSocket handshake, or the answer to it, which HTTP/2 does without (RFC 8441 §5); empty for none.
    /// </summary>
    public ReadOnlySpan<byte> WebSocketKey { get; init; }

    /// <summary>The protocol that a response to an extended CONNECT switches to; empty when it is none, or refuses.</summary>
    public ReadOnlySpan<byte> SwitchesTo { get; init; }

    /// <summary>The reason phrase of a response, which HTTP/2 does not have; possibly empty.</summary>
    public ReadOnlySpan<byte> Reason { get; init; }
}
