using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Proximity.Flows;

using Names = MessageJsonNames;
using SharedNames = WebSocketJsonNames;

/// <summary>Writes the messages of an event stream or a gRPC call.</summary>
internal static class MessageJsonWriter
{
    public static void Write(Utf8JsonWriter writer, MessageRecord record)
    {
        writer.WriteNumber(Names.MessageCount, record.Count);
        writer.WriteStartArray(SharedNames.Messages);
        foreach (FlowMessage message in record.Kept())
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, FlowMessage message)
    {
        writer.WriteStartObject();
        writer.WriteNumber(SharedNames.Number, message.Number);
        string time = message.Time.ToString(FlowJsonNames.TimestampFormat, CultureInfo.InvariantCulture);
        writer.WriteString(FlowJsonNames.Timestamp, time);
        writer.WriteString(SharedNames.Direction, SharedNames.Directions[(int)message.Direction]);
        writer.WriteString(SharedNames.Type, Names.Kinds[message.Kind - Names.FirstKind]);
        writer.WriteNumber(SharedNames.Length, message.Length);
        WritePayload(writer, message);
        WriteFate(writer, message);
        writer.WriteEndObject();
    }

    private static void WritePayload(Utf8JsonWriter writer, FlowMessage message)
    {
        WriteText(writer, Names.EventType, message.EventType);
        WriteText(writer, Names.EventId, message.EventId);
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (payload.IsEmpty)
        {
            return;
        }

        if (!message.IsEncoded && Utf8.IsValid(payload))
        {
            writer.WriteString(SharedNames.Text, payload);
        }
        else
        {
            writer.WriteBase64String(SharedNames.Base64, payload);
        }
    }

    private static void WriteFate(Utf8JsonWriter writer, FlowMessage message)
    {
        if (message.State != MessageState.Passed)
        {
            writer.WriteString(SharedNames.Outcome, SharedNames.Outcomes[(int)message.State]);
        }

        if (!message.IsComplete)
        {
            writer.WriteBoolean(SharedNames.Complete, false);
        }

        if (message.IsEncoded)
        {
            writer.WriteBoolean(SharedNames.Encoded, true);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
