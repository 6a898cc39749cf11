using System.Text;
using System.Text.Json;

namespace Proximity.Flows;

using Names = MessageJsonNames;
using SharedNames = WebSocketJsonNames;

/// <summary>
/// Reads the messages of an event stream or a gRPC call. One without a known direction or type is left out; whatever else is missing gets
/// its default.
/// </summary>
internal static class MessageJsonReader
{
    /// <summary>The record of a flow; null when the file has no messages of it.</summary>
    public static MessageRecord? Read(JsonElement flow)
    {
        JsonElement array = JsonFields.Member(flow, SharedNames.Messages);
        if (array.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        // What a file holds is kept: its size was the bound.
        var record = new MessageRecord(int.MaxValue, long.MaxValue);
        record.Restore(array.EnumerateArray().Select(ReadMessage).OfType<FlowMessage>(), JsonFields.Count(flow, Names.MessageCount));
        return record;
    }

    private static FlowMessage? ReadMessage(JsonElement element)
    {
        int direction = WordOf(element, SharedNames.Direction, SharedNames.Directions);
        int kind = WordOf(element, SharedNames.Type, Names.Kinds);
        if (direction < 0 || kind < 0)
        {
            return null;
        }

        byte[] payload = ReadPayload(element);
        long length = Math.Max(payload.Length, JsonFields.Count(element, SharedNames.Length));
        return new FlowMessage((MessageDirection)direction, Names.FirstKind + kind, payload, length)
        {
            Number = JsonFields.Count(element, SharedNames.Number),
            Time = FlowJsonReader.ParseTimestamp(JsonFields.Text(element, FlowJsonNames.Timestamp)),
            State = (MessageState)Math.Max(0, WordOf(element, SharedNames.Outcome, SharedNames.Outcomes)),
            IsComplete = JsonFields.Flag(element, SharedNames.Complete, fallback: true),
            IsEncoded = JsonFields.Flag(element, SharedNames.Encoded),
            EventType = Text(element, Names.EventType),
            EventId = Text(element, Names.EventId),
        };
    }

    private static byte[] ReadPayload(JsonElement element)
    {
        // Asked for the text first: only a string that is one can be asked for its bytes.
        JsonElement base64 = JsonFields.Member(element, SharedNames.Base64);
        return JsonFields.TryText(base64, out _) && base64.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : Encoding.UTF8.GetBytes(JsonFields.Text(element, SharedNames.Text));
    }

    private static string? Text(JsonElement element, JsonEncodedText name)
        => JsonFields.TryText(JsonFields.Member(element, name), out string? text) ? text : null;

    /// <summary>Which of the words the member is, or -1.</summary>
    private static int WordOf(JsonElement element, JsonEncodedText name, string[] words)
        => Array.IndexOf(words, JsonFields.Text(element, name));
}
