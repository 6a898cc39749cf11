using System.Text.Json;

namespace Proximity.Flows;

/// <summary>The names of WebSocket records in the file, encoded once, and the words for what is one of a few.</summary>
internal static class WebSocketJsonNames
{
    public static readonly JsonEncodedText WebSocket = JsonEncodedText.Encode("webSocket");
    public static readonly JsonEncodedText ToOrigin = JsonEncodedText.Encode("toOrigin");
    public static readonly JsonEncodedText ToClient = JsonEncodedText.Encode("toClient");
    public static readonly JsonEncodedText Messages = JsonEncodedText.Encode("messages");
    public static readonly JsonEncodedText Notes = JsonEncodedText.Encode("notes");
    public static readonly JsonEncodedText Number = JsonEncodedText.Encode("number");
    public static readonly JsonEncodedText Direction = JsonEncodedText.Encode("direction");
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    public static readonly JsonEncodedText Length = JsonEncodedText.Encode("length");
    public static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
    public static readonly JsonEncodedText Base64 = JsonEncodedText.Encode("base64");
    public static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    public static readonly JsonEncodedText Outcome = JsonEncodedText.Encode("outcome");
    public static readonly JsonEncodedText Complete = JsonEncodedText.Encode("complete");
    public static readonly JsonEncodedText Encoded = JsonEncodedText.Encode("encoded");

    public static readonly string[] Directions = ["toOrigin", "toClient"];
    public static readonly string[] Kinds = ["text", "binary", "close", "ping", "pong"];
    public static readonly string[] Outcomes = ["passed", "changed", "dropped", "injected"];
}
