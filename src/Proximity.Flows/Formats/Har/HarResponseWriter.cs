using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>
/// Writes a response, or what stands for one that never came: status 0 with an <c>_error</c>. Other ways to say that make Chrome's
/// importer refuse the whole file, or Playwright wait for ever.
/// </summary>
internal sealed class HarResponseWriter(ContentDecoder decoder, FormatLosses losses)
{
    private const string UnknownType = "x-unknown";

    public void Write(Utf8JsonWriter writer, FlowSnapshot flow, ExchangeUrl url)
    {
        writer.WriteStartObject("response"u8);
        if (flow.Response is { } response)
        {
            WriteHead(writer, response);
            WriteContent(writer, flow, response);
            writer.WriteString("redirectURL"u8, RedirectOf(response, url));
            WriteSizes(writer, flow, response);
        }
        else
        {
            WriteNothing(writer);
        }

        WriteOutcome(writer, flow);
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, ResponseSnapshot response)
    {
        writer.WriteNumber("status"u8, response.Status);
        writer.WriteString("statusText"u8, response.StatusText);
        writer.WriteString("httpVersion"u8, HarVersions.Write(response.Version, response.IsRendered));
        HarCookies.WriteResponse(writer, response.Headers);
        HarFields.Write(writer, "headers"u8, response.Headers);
    }

    private void WriteContent(Utf8JsonWriter writer, FlowSnapshot flow, ResponseSnapshot response)
    {
        FlowBody body = response.Body;
        string? contentType = FieldList.First(response.Headers, "Content-Type");
        var content = BodyContent.Of(body, decoder);
        bool isTunnel = body.NotKept == NotKeptReason.Tunnel;
        losses.AddIf(body.State == FlowBodyState.NotKept && !isTunnel, HarLosses.MissingBody);
        losses.AddIf(!content.IsDecoded, HarLosses.CodedBody);
        writer.WriteStartObject("content"u8);
        long size = body.Bytes.IsEmpty && !isTunnel ? body.TotalBytes : content.Bytes.Length;
        writer.WriteNumber("size"u8, size);
        bool isWhole = !body.IsTruncated || body.State == FlowBodyState.NotKept;
        if (WireBytes(flow, response) is { } wire && isWhole && size != wire && size > 0)
        {
            writer.WriteNumber("compression"u8, size - wire);
        }

        writer.WriteString("mimeType"u8, contentType is { Length: > 0 } ? contentType : UnknownType);
        if (!content.Bytes.IsEmpty)
        {
            HarFields.WriteBytes(writer, content.Bytes.Span, content.IsUtf8Text(contentType));
        }

        WriteState(writer, body, content);
        writer.WriteEndObject();
    }

    private void WriteState(Utf8JsonWriter writer, FlowBody body, BodyContent content)
    {
        if (!content.IsDecoded)
        {
            writer.WriteBoolean("_coded"u8, true);
        }

        if (body.IsTruncated && !body.Bytes.IsEmpty)
        {
            losses.Add(HarLosses.CutBody);
            HarFields.WriteCut(writer, body);
        }
    }

    private static long? WireBytes(FlowSnapshot flow, ResponseSnapshot response)
        => flow.Details is { } details ? details.WireBodyBytes : response.Body.TotalBytes;

    private static string RedirectOf(ResponseSnapshot response, ExchangeUrl url)
        => response.Status is >= 300 and < 400
            && FieldList.First(response.Headers, "Location") is { Length: > 0 } location
            && Uri.TryCreate(url.ToString(), UriKind.Absolute, out Uri? from)
            && Uri.TryCreate(from, location, out Uri? to)
                ? to.AbsoluteUri
                : string.Empty;

    private static void WriteSizes(Utf8JsonWriter writer, FlowSnapshot flow, ResponseSnapshot response)
    {
        long headBytes = HarFields.SizeOf(response.Raw, response.IsRendered, flow.Details?.ResponseHeadBytes);
        long bodyBytes = response.Body.NotKept switch
        {
            NotKeptReason.Off => flow.Details?.WireBodyBytes ?? -1,
            NotKeptReason.Tunnel => 0,
            _ => WireBytes(flow, response) ?? -1,
        };
        writer.WriteNumber("headersSize"u8, headBytes);
        writer.WriteNumber("bodySize"u8, bodyBytes);

        // Without it, Chrome shows the sum of the two, and an unknown one makes that one byte too few.
        long transferred = flow.ResponseBytes > 0 ? flow.ResponseBytes : Math.Max(0, headBytes) + Math.Max(0, bodyBytes);
        writer.WriteNumber("_transferSize"u8, transferred);
    }

    private static void WriteNothing(Utf8JsonWriter writer)
    {
        writer.WriteNumber("status"u8, 0);
        writer.WriteString("statusText"u8, ""u8);
        writer.WriteString("httpVersion"u8, ""u8);
        HarFields.Write(writer, "cookies"u8, []);
        HarFields.Write(writer, "headers"u8, []);
        writer.WriteStartObject("content"u8);
        writer.WriteNumber("size"u8, 0);
        writer.WriteString("mimeType"u8, UnknownType);
        writer.WriteEndObject();
        writer.WriteString("redirectURL"u8, ""u8);
        writer.WriteNumber("headersSize"u8, -1);
        writer.WriteNumber("bodySize"u8, -1);
    }

    private static void WriteOutcome(Utf8JsonWriter writer, FlowSnapshot flow)
    {
        string? error = flow.Details?.Error ?? flow.ErrorCode;
        if (error is null && flow.Response is null)
        {
            error = flow.Completed ? "no response" : "the exchange goes on";
        }

        if (error is not null)
        {
            writer.WriteString("_error"u8, error);
        }

        if (flow.AnsweredStatus is { } answered)
        {
            writer.WriteNumber("_answeredStatus"u8, answered);
        }
    }
}
