using System.Text.Json;

namespace Proximity.Flows;

/// <summary>The names of bodies in the file, encoded once, and the words for what is one of a few.</summary>
internal static class BodyJsonNames
{
    public static readonly JsonEncodedText RequestBody = JsonEncodedText.Encode("requestBody");
    public static readonly JsonEncodedText ResponseBody = JsonEncodedText.Encode("responseBody");
    public static readonly JsonEncodedText State = JsonEncodedText.Encode("state");
    public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    public static readonly JsonEncodedText Bytes = JsonEncodedText.Encode("bytes");
    public static readonly JsonEncodedText Codings = JsonEncodedText.Encode("codings");
    public static readonly JsonEncodedText Trailers = JsonEncodedText.Encode("trailers");
    public static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    public static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    public static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
    public static readonly JsonEncodedText Base64 = JsonEncodedText.Encode("base64");

    public static readonly string[] States = ["none", "streaming", "complete", "truncated", "notKept", "aborted"];
    public static readonly string[] Reasons = ["none", "limit", "filter", "tunnel", "storeBusy", "redacted", "off"];
}
