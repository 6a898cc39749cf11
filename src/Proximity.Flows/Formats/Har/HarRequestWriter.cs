using System.Text;
using System.Text.Json;
using Proximity.Content.Text;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>Writes a request and what is kept of its body.</summary>
internal sealed class HarRequestWriter(FormatLosses losses)
{
    private const string FormType = "application/x-www-form-urlencoded";

    public void Write(Utf8JsonWriter writer, FlowSnapshot flow, string url)
    {
        RequestSnapshot request = flow.Request;
        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, request.Method);
        writer.WriteString("url"u8, url);
        writer.WriteString("httpVersion"u8, HarVersions.Write(request.Version, request.IsRendered));
        HarCookies.WriteRequest(writer, request.Headers);
        HarFields.Write(writer, "headers"u8, request.Headers);
        HarFields.Write(writer, "queryString"u8, UrlQuery.OfUrl(url));
        WriteBody(writer, request);
        writer.WriteNumber("headersSize"u8, HarFields.SizeOf(request.Raw, request.IsRendered, flow.Details?.RequestHeadBytes));
        writer.WriteNumber("bodySize"u8, request.Body is { NotKept: NotKeptReason.Off, TotalBytes: 0 } ? -1 : request.Body.TotalBytes);
        writer.WriteEndObject();
    }

    /// <summary>
    /// The bytes as they were sent, content codings included: a replay compares them with those of the new request. They are text where
    /// they are, whatever the type says.
    /// </summary>
    private void WriteBody(Utf8JsonWriter writer, RequestSnapshot request)
    {
        FlowBody body = request.Body;
        losses.AddIf(body.State == FlowBodyState.NotKept, HarLosses.MissingBody);
        if (body.Bytes.IsEmpty)
        {
            return;
        }

        string contentType = FieldList.First(request.Headers, "Content-Type") ?? string.Empty;
        bool isText = body.ContentCodings.Count == 0 && new BodyContent(body.Bytes, true, null).IsUtf8Text(contentType);
        writer.WriteStartObject("postData"u8);
        writer.WriteString("mimeType"u8, contentType);
        if (isText && MediaTypeText.Read(contentType).Name == FormType)
        {
            HarFields.Write(writer, "params"u8, UrlQuery.Parse(Encoding.UTF8.GetString(body.Bytes.Span)));
        }

        HarFields.WriteBytes(writer, body.Bytes.Span, isText);
        WriteCut(writer, body);
        writer.WriteEndObject();
    }

    private void WriteCut(Utf8JsonWriter writer, FlowBody body)
    {
        if (body.IsTruncated)
        {
            losses.Add(HarLosses.CutBody);
            HarFields.WriteCut(writer, body);
        }
    }
}
