using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Proximity.Flows;

using Names = WebSocketJsonNames;

/// <summary>Writes what passed through a WebSocket connection.</summary>
internal static class WebSocketJsonWriter
{
    private const int CodeBytes = 2;

    public static void Write(Utf8JsonWriter writer, WebSocketRecord record)
    {
        writer.WriteStartObject(Names.WebSocket);
        writer.WriteNumber(Names.ToOrigin, record.ToOriginCount);
        writer.WriteNumber(Names.ToClient, record.ToClientCount);
        writer.WriteStartArray(Names.Messages);
        foreach (RecordedWebSocketMessage message in record.Messages)
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
        if (record.Notes is { Count: > 0 } notes)
        {
            WriteNotes(writer, notes);
        }

        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, RecordedWebSocketMessage message)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Names.Number, message.Number);
        WriteTimestamp(writer, message.Timestamp);
        writer.WriteString(Names.Direction, Names.Directions[(int)message.Direction]);
        writer.WriteString(Names.Type, Names.Kinds[(int)message.Kind]);
        writer.WriteNumber(Names.Length, message.Length);
        WritePayload(writer, message);
        if (message.Outcome != WebSocketOutcome.Passed)
        {
            writer.WriteString(Names.Outcome, Names.Outcomes[(int)message.Outcome]);
        }

        if (!message.IsComplete)
        {
            writer.WriteBoolean(Names.Complete, false);
        }

        if (message.IsEncoded)
        {
            writer.WriteBoolean(Names.Encoded, true);
        }

        writer.WriteEndObject();
    }

    private static void WritePayload(Utf8JsonWriter writer, RecordedWebSocketMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        bool isClose = message.Kind == WebSocketMessageKind.Close && payload.Length >= CodeBytes;
        if (isClose && !message.IsEncoded && Utf8.IsValid(payload[CodeBytes..]))
        {
            writer.WriteNumber(Names.Code, message.CloseCode!.Value);
            if (payload.Length > CodeBytes)
            {
                writer.WriteString(Names.Reason, payload[CodeBytes..]);
            }
        }
        else if (!payload.IsEmpty)
        {
            WriteBytes(writer, message, payload);
        }
    }

    private static void WriteBytes(Utf8JsonWriter writer, RecordedWebSocketMessage message, ReadOnlySpan<byte> payload)
    {
        if (message.Kind == WebSocketMessageKind.Text && !message.IsEncoded && Utf8.IsValid(payload))
        {
            writer.WriteString(Names.Text, payload);
        }
        else
        {
            writer.WriteBase64String(Names.Base64, payload);
        }
    }

    private static void WriteNotes(Utf8JsonWriter writer, IReadOnlyList<WebSocketNote> notes)
    {
        writer.WriteStartArray(Names.Notes);
        foreach (WebSocketNote note in notes)
        {
            writer.WriteStartObject();
            WriteTimestamp(writer, note.Timestamp);
            writer.WriteString(Names.Direction, Names.Directions[(int)note.Direction]);
            writer.WriteString(Names.Text, note.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTimestamp(Utf8JsonWriter writer, DateTimeOffset timestamp) =>
        writer.WriteString(FlowJsonNames.Timestamp, timestamp.ToString(FlowJsonNames.TimestampFormat, CultureInfo.InvariantCulture));
}
