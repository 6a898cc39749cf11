using System.Text.Json;

namespace Proximity.Flows;

/// <summary>
/// The names of events and gRPC messages in the file that those of a WebSocket connection do not have, encoded once, and the words for
/// their kinds.
/// </summary>
internal static class MessageJsonNames
{
    public const MessageKind FirstKind = MessageKind.ServerSentEvent;

    public static readonly JsonEncodedText MessageCount = JsonEncodedText.Encode("messageCount");
    public static readonly JsonEncodedText EventType = JsonEncodedText.Encode("eventType");
    public static readonly JsonEncodedText EventId = JsonEncodedText.Encode("eventId");

    /// <summary>From <see cref="FirstKind"/> on. The kinds before stand in the record of a WebSocket connection.</summary>
    public static readonly string[] Kinds = ["event", "grpc", "grpcTrailers"];
}
