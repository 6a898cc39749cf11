using System.Text;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>Reads the WebSocket messages that Chrome, Playwright and others write.</summary>
internal static class HarWebSocketReader
{
    private const int TextOpcode = 1;

    /// <summary>The messages; null for an exchange that became no WebSocket connection.</summary>
    public static IReadOnlyList<RecordedWebSocketMessage>? Read(JsonElement entry, bool isWebSocket)
    {
        JsonElement messages = JsonText.Member(entry, "_webSocketMessages"u8);
        if (messages.ValueKind != JsonValueKind.Array)
        {
            return isWebSocket ? [] : null;
        }

        List<RecordedWebSocketMessage> read = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            read.Add(ReadMessage(message, read.Count + 1));
        }

        return read;
    }

    private static RecordedWebSocketMessage ReadMessage(JsonElement message, int number)
    {
        string data = JsonText.Of(message, "data"u8) ?? string.Empty;
        bool isText = (JsonText.Number(message, "opcode"u8) ?? TextOpcode) == TextOpcode;
        byte[] payload = isText ? Encoding.UTF8.GetBytes(data) : Base64Text.Decode(data) ?? Encoding.UTF8.GetBytes(data);
        return new RecordedWebSocketMessage(
            JsonText.Of(message, "type"u8) is "send" or "request" ? WebSocketDirection.ToOrigin : WebSocketDirection.ToClient,
            isText ? WebSocketMessageKind.Text : WebSocketMessageKind.Binary,
            payload,
            payload.Length)
        {
            Number = number,
            Timestamp = HarTime.OfEpoch(JsonText.Number(message, "time"u8) ?? 0),
        };
    }
}
