using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>A body as text and as JSON, made when first asked for and kept while one flow is looked at.</summary>
internal sealed class BodyContent
{
    /// <summary>As much is searched of what a body decodes to.</summary>
    private const int MaxContentBytes = 8 * 1024 * 1024;

    private const int MaxJsonDepth = 64;

    private bool isDecoded;
    private ReadOnlyMemory<byte>? bytes;
    private string? text;
    private bool isParsed;
    private JsonDocument? json;

    /// <summary>The text; null when there is none, or none that can be read.</summary>
    public string? Text(FlowBody body, string? contentType, ContentCodings codings)
    {
        if (text is null && Bytes(body, codings) is { } content)
        {
            text = TextCharset.Of(contentType, content.Span).GetString(content.Span);
        }

        return text;
    }

    /// <summary>The JSON; null when the body is none.</summary>
    public JsonDocument? Json(FlowBody body, ContentCodings codings)
    {
        if (isParsed)
        {
            return json;
        }

        isParsed = true;
        if (Bytes(body, codings) is { } content)
        {
            try
            {
                json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
            }
            catch (JsonException)
            {
                // Anything may be in a body.
                json = null;
            }
        }

        return json;
    }

    public void Clear()
    {
        json?.Dispose();
        (isDecoded, bytes, text, isParsed, json) = (false, null, null, false, null);
    }

    private ReadOnlyMemory<byte>? Bytes(FlowBody body, ContentCodings codings)
    {
        if (!isDecoded)
        {
            isDecoded = true;
            bytes = body.Bytes.IsEmpty ? null : Decode(body, codings);
        }

        return bytes;
    }

    private static ReadOnlyMemory<byte>? Decode(FlowBody body, ContentCodings codings)
    {
        if (body.ContentCodings.Count == 0)
        {
            return body.Bytes;
        }

        var decoder = new ContentDecoder(codings, new ContentLimits { MaxOutputBytes = MaxContentBytes });
        DecodedContent content = decoder.Decode(body.Bytes, body.ContentCodings);
        return content.UnknownCoding is null && content.Bytes.Length > 0 ? content.Bytes : null;
    }
}
