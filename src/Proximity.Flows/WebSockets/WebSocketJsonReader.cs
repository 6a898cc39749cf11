using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Proximity.Flows;

using Names = WebSocketJsonNames;

/// <summary>Reads what passed through a WebSocket connection. A message without a known direction or type is left out; whatever else is missing gets its default.</summary>
internal static class WebSocketJsonReader
{
    /// <summary>The record, or null when there is none.</summary>
    public static WebSocketRecord? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // What a file holds is kept: its size was the bound.
        var record = new WebSocketRecord(int.MaxValue, long.MaxValue);
        record.Restore(
            Elements(element, Names.Messages).Select(ReadMessage).OfType<RecordedWebSocketMessage>(),
            Elements(element, Names.Notes).Select(ReadNote).OfType<WebSocketNote>(),
            JsonFields.Count(element, Names.ToOrigin),
            JsonFields.Count(element, Names.ToClient));
        return record;
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement parent, JsonEncodedText name)
        => JsonFields.Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private static RecordedWebSocketMessage? ReadMessage(JsonElement element)
    {
        int direction = WordOf(element, Names.Direction, Names.Directions);
        int kind = WordOf(element, Names.Type, Names.Kinds);
        if (direction < 0 || kind < 0)
        {
            return null;
        }

        byte[] payload = ReadPayload(element, (WebSocketMessageKind)kind);
        return new RecordedWebSocketMessage((WebSocketDirection)direction, (WebSocketMessageKind)kind, payload, Math.Max(payload.Length, JsonFields.Count(element, Names.Length)))
        {
            Number = JsonFields.Count(element, Names.Number),
            Timestamp = FlowJsonReader.ParseTimestamp(JsonFields.Text(element, FlowJsonNames.Timestamp)),
            Outcome = (WebSocketOutcome)Math.Max(0, WordOf(element, Names.Outcome, Names.Outcomes)),
            IsComplete = JsonFields.Flag(element, Names.Complete, fallback: true),
            IsEncoded = JsonFields.Flag(element, Names.Encoded),
        };
    }

    private static byte[] ReadPayload(JsonElement element, WebSocketMessageKind kind)
    {
        // Asked for the text first: only a string that is one can be asked for its bytes.
        if (JsonFields.TryText(JsonFields.Member(element, Names.Base64), out _) && JsonFields.Member(element, Names.Base64).TryGetBytesFromBase64(out byte[]? bytes))
        {
            return bytes;
        }

        if (kind == WebSocketMessageKind.Text)
        {
            return Encoding.UTF8.GetBytes(JsonFields.Text(element, Names.Text));
        }

        return kind == WebSocketMessageKind.Close && JsonFields.Member(element, Names.Code) is { ValueKind: JsonValueKind.Number } code && code.TryGetUInt16(out ushort number)
            ? ClosePayload(number, JsonFields.Text(element, Names.Reason))
            : [];
    }

    private static byte[] ClosePayload(ushort code, string reason)
    {
        byte[] payload = new byte[sizeof(ushort) + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(sizeof(ushort)));
        return payload;
    }

    private static WebSocketNote? ReadNote(JsonElement element)
        => WordOf(element, Names.Direction, Names.Directions) is >= 0 and var direction
            ? new WebSocketNote(FlowJsonReader.ParseTimestamp(JsonFields.Text(element, FlowJsonNames.Timestamp)), (WebSocketDirection)direction, JsonFields.Text(element, Names.Text))
            : null;

    /// <summary>Which of the words the member is, or -1.</summary>
    private static int WordOf(JsonElement element, JsonEncodedText name, string[] words) => Array.IndexOf(words, JsonFields.Text(element, name));
}
