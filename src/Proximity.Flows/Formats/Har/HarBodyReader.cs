using System.Text;
using System.Text.Json;
using Proximity.Content;
using Proximity.Content.Text;
using Proximity.Flows;

namespace Proximity.Formats.Har;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>
/// Makes bytes of the texts in a file. What a program meant by a text without a marker depends on the media type: of text its characters,
/// of everything else, when each character fits into an octet, those octets.
/// </summary>
internal sealed class HarBodyReader(ContentDecoder decoder, FormatLosses losses)
{
    private const string FormType = "application/x-www-form-urlencoded";

    public FlowBody ReadRequest(JsonElement request, Fields headers)
    {
        JsonElement posted = JsonText.Member(request, "postData"u8);
        JsonElement source = posted.ValueKind == JsonValueKind.Object ? posted : JsonText.Member(request, "_content"u8);
        string? contentType = FieldList.First(headers, "Content-Type") ?? JsonText.Of(posted, "mimeType"u8);
        byte[] bytes = ReadText(source, contentType) ?? ReadParameters(posted, contentType) ?? [];
        long said = JsonText.Count(source, "_totalBytes"u8) ?? 0;
        if (bytes.Length == 0)
        {
            return Missing(Math.Max(said, JsonText.Count(request, "bodySize"u8) ?? 0), HarLosses.NoPostText);
        }

        return new FlowBody(said > bytes.Length ? FlowBodyState.Truncated : FlowBodyState.Complete, bytes, Math.Max(said, bytes.Length))
        {
            ContentCodings = CodingsOf(headers, bytes),
        };
    }

    /// <summary>HAR has responses decoded, so that what their head says of codings no longer holds.</summary>
    public FlowBody ReadResponse(JsonElement response, Fields headers, bool isAborted)
    {
        JsonElement content = JsonText.Member(response, "content"u8);
        string? contentType = FieldList.First(headers, "Content-Type") ?? JsonText.Of(content, "mimeType"u8);
        byte[] bytes = ReadText(content, contentType) ?? [];
        if (bytes.Length == 0)
        {
            long size = JsonText.Count(content, "size"u8) ?? 0;
            return isAborted && size == 0 ? FlowBody.None : Missing(size, HarLosses.MissingBody);
        }

        long total = Math.Max(bytes.Length, JsonText.Count(content, "_totalBytes"u8) ?? 0);
        FlowBodyState state = isAborted ? FlowBodyState.Aborted : total > bytes.Length ? FlowBodyState.Truncated : FlowBodyState.Complete;
        bool isCoded = JsonText.Member(content, "_coded"u8).ValueKind == JsonValueKind.True;
        return new FlowBody(state, bytes, total) { ContentCodings = isCoded ? CodingNames.Of(headers) : [] };
    }

    /// <summary>A body that the file counts and does not have.</summary>
    private FlowBody Missing(long bytes, string loss)
    {
        if (bytes == 0)
        {
            return FlowBody.None;
        }

        losses.Add(loss);
        return new FlowBody(FlowBodyState.NotKept, [], bytes) { NotKept = NotKeptReason.Off };
    }

    private static byte[]? ReadText(JsonElement source, string? contentType)
    {
        if (JsonText.Of(source, "text"u8) is not { Length: > 0 } text)
        {
            return null;
        }

        string? encoding = JsonText.Of(source, "encoding"u8) ?? JsonText.Of(source, "_encoding"u8);
        return string.Equals(encoding, "base64", StringComparison.OrdinalIgnoreCase) && Base64Text.Decode(text) is { } bytes
            ? bytes
            : Encode(text, contentType);
    }

    private static byte[] Encode(string text, string? contentType)
    {
        bool isOctets = !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF');
        if (isOctets && !BodyContent.IsTextType(contentType) && !string.IsNullOrEmpty(contentType))
        {
            return Encoding.Latin1.GetBytes(text);
        }

        MediaTypeText type = MediaTypeText.Read(contentType);
        Encoding? declared = type.IsAlwaysUtf8 || type.Charset is not { } label ? null : CharsetLabels.Find(label);
        byte[]? encoded = declared?.GetBytes(text);
        return encoded is not null && declared!.GetString(encoded) == text ? encoded : Encoding.UTF8.GetBytes(text);
    }

    private static byte[]? ReadParameters(JsonElement posted, string? contentType)
    {
        if (MediaTypeText.Read(contentType).Name != FormType)
        {
            return null;
        }

        string form = string.Join('&', JsonText.Elements(posted, "params"u8).Select(ToParameter));
        return form.Length == 0 ? null : Encoding.ASCII.GetBytes(form);
    }

    private static string ToParameter(JsonElement parameter)
        => $"{Escape(JsonText.Of(parameter, "name"u8))}={Escape(JsonText.Of(parameter, "value"u8))}";

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? string.Empty).Replace("%20", "+", StringComparison.Ordinal);

    /// <summary>The codings that the head declares, if the bytes have them: some programs show the decoded body.</summary>
    private string[] CodingsOf(Fields headers, byte[] bytes)
    {
        string[] declared = CodingNames.Of(headers);
        return declared.Length > 0 && decoder.Decode(bytes, declared).State == ContentState.Complete ? declared : [];
    }
}
