using Proximity.Flows;

namespace Proximity.Masking;

/// <summary>
/// Masks WebSocket messages, server-sent events and gRPC messages as a flow keeps them. One that cannot be looked into keeps its number,
/// kind and length, and loses its payload.
/// </summary>
internal static class MessageMask
{
    private const int CloseCodeBytes = 2;

    public static RecordedWebSocketMessage Mask(RecordedWebSocketMessage message, MaskScope scope)
    {
        int kept = message.Kind == WebSocketMessageKind.Close ? Math.Min(CloseCodeBytes, message.Payload.Length) : 0;
        ReadOnlyMemory<byte> text = message.Payload[kept..];
        bool isWhole = !message.IsTruncated && message.IsComplete;
        ReadOnlyMemory<byte>? masked = Text(text, message.IsEncoded, isWhole, scope, $"WebSocket message {message.Number}");
        if (masked is { } known && known.Equals(text))
        {
            return message;
        }

        byte[] payload = [.. message.Payload.Span[..kept], .. masked.GetValueOrDefault().Span];
        return new RecordedWebSocketMessage(
            message.Direction,
            message.Kind,
            payload,
            NewLength(message.Length, message.Payload, payload, masked is null))
        {
            Number = message.Number,
            Timestamp = message.Timestamp,
            Outcome = message.Outcome,
            IsComplete = message.IsComplete,
            IsEncoded = message.IsEncoded,
        };
    }

    public static FlowMessage Mask(FlowMessage message, MaskScope scope)
    {
        string place = $"message {message.Number}";
        bool isWhole = !message.IsTruncated && message.IsComplete;
        ReadOnlyMemory<byte>? masked = message.Kind == MessageKind.Grpc
            ? Grpc(message.Payload, message.IsEncoded, isWhole, scope, place)
            : Text(message.Payload, message.IsEncoded, isWhole, scope, place);
        string? eventType = message.EventType is { } type ? scope.Shaped(type, place) : null;
        string? eventId = message.EventId is { } id ? scope.Shaped(id, place) : null;
        if (masked is { } known && known.Equals(message.Payload) && eventType == message.EventType && eventId == message.EventId)
        {
            return message;
        }

        byte[] payload = masked.GetValueOrDefault().ToArray();
        return new FlowMessage(
            message.Direction,
            message.Kind,
            payload,
            NewLength(message.Length, message.Payload, payload, masked is null))
        {
            Number = message.Number,
            Time = message.Time,
            State = message.State,
            IsComplete = message.IsComplete,
            IsEncoded = message.IsEncoded,
            EventType = eventType,
            EventId = eventId,
        };
    }

    /// <summary>What was not kept before is not kept now; of what is left out the length stays.</summary>
    private static long NewLength(long length, ReadOnlyMemory<byte> before, byte[] after, bool isLeftOut)
        => isLeftOut ? length : after.Length + Math.Max(0, length - before.Length);

    private static ReadOnlyMemory<byte>? Text(ReadOnlyMemory<byte> payload, bool isEncoded, bool isWhole, MaskScope scope, string place)
    {
        if (payload.IsEmpty)
        {
            return payload;
        }

        if (isEncoded)
        {
            scope.LeftOut(place, "its compression cannot be taken off");
            return null;
        }

        return ContentMask.Mask(payload, type: null, isWhole, scope, place);
    }

    private static ReadOnlyMemory<byte>? Grpc(ReadOnlyMemory<byte> payload, bool isEncoded, bool isWhole, MaskScope scope, string place)
    {
        ReadOnlyMemory<byte>? masked = isEncoded || !isWhole ? null : ProtobufMask.Mask(payload, scope, place);
        if (masked is null && !payload.IsEmpty)
        {
            scope.LeftOut(place, "it cannot be read as Protocol Buffers");
        }

        return payload.IsEmpty ? payload : masked;
    }
}
