using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>Writes requests and responses.</summary>
internal static class MitmproxyMessages
{
    private const string ConnectMethod = "CONNECT";
    private const string Http2 = "HTTP/2.0";

    public static void WriteRequest(TnetWriter writer, RequestSnapshot request, ExchangeUrl url, MitmproxyTimes times, FormatLosses losses)
    {
        bool isConnect = request.Method == ConnectMethod;
        var wire = WireMessage.Of(request.Headers, request.Body, losses);
        MitmproxyWriter.Name(writer, "request");
        int begun = writer.Begin();
        MitmproxyWriter.Name(writer, "host");
        writer.Text(url.Host);
        MitmproxyWriter.Name(writer, "port");
        writer.Integer(url.Port);
        Bytes(writer, "method", request.Method);
        Bytes(writer, "scheme", isConnect ? string.Empty : url.Scheme);

        // Host is in HTTP/2 no field, but a pseudo-header field of its own.
        Bytes(writer, "authority", isConnect ? request.Url : request.IsRendered ? url.Authority : string.Empty);
        Bytes(writer, "path", isConnect ? string.Empty : url.PathAndQuery);
        Fields headers = request.IsRendered ? FieldList.Without(wire.Headers, "Host") : wire.Headers;
        WriteRest(writer, request.IsRendered ? Http2 : request.Version, headers, wire.Body, request.Body);
        WriteTimes(writer, times.RequestStart, times.RequestEnd);
        writer.EndDictionary(begun);
    }

    public static void WriteResponse(TnetWriter writer, ResponseSnapshot? response, MitmproxyTimes times, FormatLosses losses)
    {
        MitmproxyWriter.Name(writer, "response");
        if (response is null)
        {
            writer.Null();
            return;
        }

        var wire = WireMessage.Of(response.Headers, response.Body, losses);
        int begun = writer.Begin();
        MitmproxyWriter.Name(writer, "status_code");
        writer.Integer(response.Status);
        Bytes(writer, "reason", response.StatusText);
        WriteRest(writer, response.IsRendered ? Http2 : response.Version, wire.Headers, wire.Body, response.Body);
        WriteTimes(writer, times.ResponseStart, times.ResponseEnd);
        writer.EndDictionary(begun);
    }

    private static void WriteRest(TnetWriter writer, string version, Fields headers, ReadOnlyMemory<byte>? content, FlowBody body)
    {
        Bytes(writer, "http_version", version);
        MitmproxyWriter.Name(writer, "headers");
        WriteFields(writer, headers);
        MitmproxyWriter.Name(writer, "content");
        if (content is { } bytes)
        {
            writer.Bytes(bytes.Span);
        }
        else
        {
            writer.Null();
        }

        MitmproxyWriter.Name(writer, "trailers");
        if (body.Trailers.Count > 0)
        {
            WriteFields(writer, body.Trailers);
        }
        else
        {
            writer.Null();
        }
    }

    private static void WriteFields(TnetWriter writer, Fields headers)
    {
        int list = writer.Begin();
        foreach ((string name, string value) in headers)
        {
            int pair = writer.Begin();
            writer.Bytes(FieldText.GetBytes(name));
            writer.Bytes(FieldText.GetBytes(value));
            writer.EndList(pair);
        }

        writer.EndList(list);
    }

    private static void WriteTimes(TnetWriter writer, decimal start, decimal end)
    {
        MitmproxyWriter.Name(writer, "timestamp_start");
        writer.Float(start);
        MitmproxyWriter.Name(writer, "timestamp_end");
        writer.Float(end);
    }

    private static void Bytes(TnetWriter writer, string name, string value)
    {
        MitmproxyWriter.Name(writer, name);
        writer.Bytes(FieldText.GetBytes(value));
    }
}
