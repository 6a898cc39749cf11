using System.Text;
using System.Text.Unicode;
using Proximity.Content;
using Proximity.Content.Text;
using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>What is kept of a body, without its content codings where they could be taken off.</summary>
/// <param name="Bytes">The content; still coded when <paramref name="IsDecoded"/> is false.</param>
/// <param name="IsDecoded">False when a coding is not known, or broken before anything came out.</param>
/// <param name="Problem">What keeps the content from being whole: a sentence. Null when it is.</param>
internal readonly record struct BodyContent(ReadOnlyMemory<byte> Bytes, bool IsDecoded, string? Problem)
{
    /// <summary>The types that are text though they do not begin with <c>text/</c>.</summary>
    private static readonly string[] TextTypes =
    [
        "application/json", "application/javascript", "application/x-javascript", "application/ecmascript", "application/xml",
        "application/x-www-form-urlencoded", "application/graphql", "application/x-ndjson", "application/ndjson", "application/jsonl",
        "application/json-seq", "application/yaml", "application/x-yaml", "application/toml", "application/sql", "application/x-sh",
        "application/csp-report", "application/x-pem-file", "application/xhtml+xml",
    ];

    public static BodyContent Of(FlowBody body, ContentDecoder decoder)
    {
        if (body.ContentCodings.Count == 0 || body.Bytes.IsEmpty)
        {
            return new BodyContent(body.Bytes, true, null);
        }

        DecodedContent decoded = decoder.Decode(body.Bytes, body.ContentCodings);
        bool isDecoded = decoded.State is ContentState.Complete || (decoded.Bytes.Length > 0
            && decoded.State != ContentState.UnknownCoding);
        return isDecoded ? new BodyContent(decoded.Bytes, true, decoded.Problem) : new BodyContent(body.Bytes, false, decoded.Problem);
    }

    /// <summary>True for media types whose bodies are text.</summary>
    public static bool IsTextType(string? contentType)
    {
        string name = MediaTypeText.Read(contentType).Name;
        return name.StartsWith("text/", StringComparison.Ordinal)
            || name.EndsWith("+json", StringComparison.Ordinal)
            || name.EndsWith("+xml", StringComparison.Ordinal)
            || name.EndsWith("/xml", StringComparison.Ordinal)
            || Array.IndexOf(TextTypes, name) >= 0;
    }

    /// <summary>
    /// True when the content can stand as a string of UTF-8 from which every reader gets the same bytes back: the type is text in UTF-8,
    /// or there is nothing but ASCII.
    /// </summary>
    public bool IsUtf8Text(string? contentType)
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        if (!IsDecoded || bytes.Contains((byte)0) || !Utf8.IsValid(bytes))
        {
            return false;
        }

        return Ascii.IsValid(bytes) || (IsTextType(contentType) && TextCharset.Of(contentType, bytes).Encoding is UTF8Encoding);
    }
}
