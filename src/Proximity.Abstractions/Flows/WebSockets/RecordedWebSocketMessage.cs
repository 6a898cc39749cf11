using System.Buffers.Binary;
using System.Text;

namespace Proximity.Flows;

/// <summary>A WebSocket message as a flow keeps it. Never changes.</summary>
public sealed class RecordedWebSocketMessage
{
    private const int CodeBytes = 2;

    internal RecordedWebSocketMessage(WebSocketDirection direction, WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, long length)
    {
        Direction = direction;
        Kind = kind;
        Payload = payload;
        Length = length;
    }

    /// <summary>
    /// The message's number in its connection, from 1, both directions and control frames counted; a gap is a message that was pruned.
    /// </summary>
    public long Number { get; internal init; }

    /// <summary>When its last byte was read; of an injected one, when it was sent.</summary>
    public DateTimeOffset Timestamp { get; internal init; }

    /// <summary>Which way it went.</summary>
    public WebSocketDirection Direction { get; }

    /// <summary>What it is.</summary>
    public WebSocketMessageKind Kind { get; }

    /// <summary>What it says, unmasked and inflated; its beginning only when it is longer than what is kept.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>How many bytes the whole message has, inflated if it was compressed.</summary>
    public long Length { get; }

    /// <summary>True when <see cref="Payload"/> is not all of it.</summary>
    public bool IsTruncated => Payload.Length < Length;

    /// <summary>What became of it.</summary>
    public WebSocketOutcome Outcome { get; internal init; }

    /// <summary>False when the connection ended before the message did.</summary>
    public bool IsComplete { get; internal init; } = true;

    /// <summary>
    /// True when the payload is as it was on the wire: compressed and not to be inflated, or of an extension that is not known.
    /// </summary>
    public bool IsEncoded { get; internal init; }

    /// <summary>
    /// The text, or the reason of a close; characters that are not UTF-8 are replaced. Null for other kinds, and while the payload is
    /// encoded.
    /// </summary>
    public string? Text => Kind switch
    {
        WebSocketMessageKind.Text when !IsEncoded => Encoding.UTF8.GetString(Payload.Span),
        WebSocketMessageKind.Close when Payload.Length >= CodeBytes => Encoding.UTF8.GetString(Payload.Span[CodeBytes..]),
        _ => null,
    };

    /// <summary>The code of a close (RFC 6455 §7.4); null for other kinds, and for a close without one.</summary>
    public int? CloseCode
        => Kind == WebSocketMessageKind.Close && Payload.Length >= CodeBytes ? BinaryPrimitives.ReadUInt16BigEndian(Payload.Span) : null;

    /// <summary>A message in the form that all have, as one of a WebSocket connection.</summary>
    internal static RecordedWebSocketMessage Of(FlowMessage message)
        => new((WebSocketDirection)message.Direction, (WebSocketMessageKind)message.Kind, message.Payload, message.Length)
        {
            Number = message.Number,
            Timestamp = message.Time,
            Outcome = (WebSocketOutcome)message.State,
            IsComplete = message.IsComplete,
            IsEncoded = message.IsEncoded,
        };
}
