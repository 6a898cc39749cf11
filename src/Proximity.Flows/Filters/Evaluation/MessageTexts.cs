using Proximity.Filters.Fields;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>What the fields of a WebSocket message say.</summary>
internal static class MessageTexts
{
    public static string? Of(RecordedWebSocketMessage message, FieldId field) => field switch
    {
        FieldId.Message => message.Text,
        FieldId.MessageDirection => message.Direction == WebSocketDirection.ToOrigin ? "to-origin" : "to-client",
        _ => message.Kind switch
        {
            WebSocketMessageKind.Text => "text",
            WebSocketMessageKind.Binary => "binary",
            WebSocketMessageKind.Close => "close",
            WebSocketMessageKind.Ping => "ping",
            _ => "pong",
        },
    };
}
