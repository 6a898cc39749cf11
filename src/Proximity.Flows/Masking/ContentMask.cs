using System.Text;
using System.Text.Unicode;
using Proximity.Content;
using Proximity.Content.Text;
using Proximity.Formats;

namespace Proximity.Masking;

/// <summary>
/// Masks a content without codings by its media type. What cannot be looked into is left out: nobody knows what is in it.
/// </summary>
internal static class ContentMask
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>What a guard against script inclusion puts before JSON.</summary>
    private static readonly byte[] JsonGuard = ")]}'"u8.ToArray();

    /// <summary>Pictures, sounds and fonts have no places for secrets that a server would put there.</summary>
    private static readonly string[] MediaTypes =
    [
        "image/", "audio/", "video/", "font/", "application/font", "application/vnd.ms-fontobject",
    ];

    /// <summary>The content masked: the very memory when there is nothing to mask; null when it has to be left out.</summary>
    /// <param name="content">The content.</param>
    /// <param name="type">The value of Content-Type; null when it is absent.</param>
    /// <param name="isWhole">False when only the beginning is there.</param>
    /// <param name="scope">What masks.</param>
    /// <param name="place">Which message and part it is.</param>
    public static ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> content, string? type, bool isWhole, MaskScope scope, string place)
    {
        MediaTypeText media = MediaTypeText.Read(type);
        ReadOnlyMemory<byte>? masked = media.Name switch
        {
            FormType => isWhole ? Form(content, scope, place) : null,
            "text/event-stream" => SseMask.Mask(content, isWhole, scope, place),
            _ when media.Name.StartsWith("multipart/", StringComparison.Ordinal) => isWhole
                ? MultipartMask.Mask(content, type!, scope, place)
                : null,
            "application/x-protobuf" or "application/protobuf" => isWhole ? ProtobufMask.Mask(content, scope, place) : null,
            _ when IsJson(media.Name) => isWhole ? Json(content, scope, place) : null,
            _ when Array.Exists(MediaTypes, prefix => media.Name.StartsWith(prefix, StringComparison.Ordinal))
                && media.Name != "image/svg+xml" => content,
            _ => Text(content, type, isWhole, scope, place),
        };
        if (masked is null)
        {
            scope.LeftOut(place, isWhole
                ? $"it cannot be read as {(media.Name.Length == 0 ? "text" : media.Name)}"
                : "only its beginning is kept");
        }

        return masked;
    }

    private static bool IsJson(string name)
        => name.EndsWith("+json", StringComparison.Ordinal) || name.EndsWith("/json", StringComparison.Ordinal)
            || name is "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/json-seq";

    private static ReadOnlyMemory<byte>? Json(ReadOnlyMemory<byte> content, MaskScope scope, string place)
    {
        int start = content.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (content.Span[start..].StartsWith(JsonGuard))
        {
            int line = content.Span[start..].IndexOf((byte)'\n');
            start = line < 0 ? start : start + line + 1;
        }

        ReadOnlyMemory<byte> json = content[start..];
        if (JsonMask.Mask(json, scope, place) is not { } masked)
        {
            return null;
        }

        return masked.Equals(json) ? content : Joined(content[..start], masked);
    }

    private static ReadOnlyMemory<byte>? Form(ReadOnlyMemory<byte> content, MaskScope scope, string place)
    {
        if (!Ascii.IsValid(content.Span))
        {
            return null;
        }

        // curl and others name this type unless they are told otherwise.
        if (content.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] && JsonMask.Mask(content, scope, place) is { } json)
        {
            return json;
        }

        string form = Encoding.ASCII.GetString(content.Span);
        string masked = UrlMask.Form(form, scope, place);
        return masked == form ? content : Encoding.UTF8.GetBytes(masked);
    }

    /// <summary>A text in its charset. One whose end is not there loses what is last in it: it may be the beginning of a secret.</summary>
    private static ReadOnlyMemory<byte>? Text(ReadOnlyMemory<byte> content, string? type, bool isWhole, MaskScope scope, string place)
    {
        var charset = TextCharset.Of(type, content.Span);
        bool isText = BodyContent.IsTextType(type) || (Utf8.IsValid(content.Span) && !content.Span.Contains((byte)0));
        if (!isText)
        {
            return null;
        }

        string text = charset.GetString(content.Span);
        string masked = TextMask.Mask(text, isWhole, scope, place);
        return masked == text ? content : Joined(content[..charset.PreambleBytes], charset.Encoding.GetBytes(masked));
    }

    private static ReadOnlyMemory<byte> Joined(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
        => (byte[])[.. first.Span, .. second.Span];
}
