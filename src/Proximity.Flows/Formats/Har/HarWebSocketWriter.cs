using System.Text.Json;
using System.Text.Unicode;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>Writes WebSocket messages as Chrome and Playwright do, in a member of their own invention that importers read.</summary>
internal sealed class HarWebSocketWriter(FormatLosses losses)
{
    private const int TextOpcode = 1;
    private const int BinaryOpcode = 2;

    public void Write(Utf8JsonWriter writer, IReadOnlyList<RecordedWebSocketMessage> messages)
    {
        writer.WriteStartArray("_webSocketMessages"u8);
        foreach (RecordedWebSocketMessage message in messages)
        {
            if (message.Kind is WebSocketMessageKind.Text or WebSocketMessageKind.Binary)
            {
                WriteMessage(writer, message);
            }
            else
            {
                losses.Add(HarLosses.ControlFrames);
            }
        }

        writer.WriteEndArray();
    }

    private void WriteMessage(Utf8JsonWriter writer, RecordedWebSocketMessage message)
    {
        bool isText = message.Kind == WebSocketMessageKind.Text;
        bool isReadable = isText && !message.IsEncoded && Utf8.IsValid(message.Payload.Span);
        losses.AddIf(isText && !isReadable, HarLosses.OddMessage);
        losses.AddIf(message.IsTruncated, HarLosses.CutMessage);
        writer.WriteStartObject();
        writer.WriteString("type"u8, message.Direction == WebSocketDirection.ToOrigin ? "send"u8 : "receive"u8);
        writer.WriteNumber("time"u8, (decimal)(message.Timestamp - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond);
        writer.WriteNumber("opcode"u8, isReadable ? TextOpcode : BinaryOpcode);
        if (isReadable)
        {
            writer.WriteString("data"u8, message.Payload.Span);
        }
        else
        {
            writer.WriteBase64String("data"u8, message.Payload.Span);
        }

        writer.WriteEndObject();
    }
}
