using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Proximity.Flows;

using Names = FlowJsonNames;

/// <summary>Writes flows as one JSON object keyed by id; what it holds in memory does not grow with their number.</summary>
internal static class FlowJsonWriter
{
    private const int FlushBytes = 64 * 1024;

    // Relaxed: quotes, ampersands and plus signs stay readable. The file is never pasted into a web page unescaped.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The members of the heads that user code changed.</summary>
    public static HeadChangesJson Heads { get; } = new("");

    public static async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter writer = new(stream, Options);
        writer.WriteStartObject();
        foreach (Flow flow in flows)
        {
            WriteFlow(writer, flow);
            if (writer.BytesPending >= FlushBytes)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }

    private static void WriteFlow(Utf8JsonWriter writer, Flow flow)
    {
        writer.WritePropertyName(flow.Id.ToString(CultureInfo.InvariantCulture));
        WriteObject(writer, flow);
    }

    /// <summary>Writes one flow as an object.</summary>
    public static void WriteObject(Utf8JsonWriter writer, Flow flow)
    {
        // Read first: when it is true, all that is read behind it is final.
        bool completed = flow.Completed;
        writer.WriteStartObject();
        writer.WriteNumber(Names.Id, flow.Id);
        writer.WriteString(Names.Timestamp, flow.Timestamp.ToString(Names.TimestampFormat, CultureInfo.InvariantCulture));
        writer.WriteString(Names.ClientIP, flow.ClientIP);
        WriteRequest(writer, Names.Request, flow.Request);
        WriteResponse(writer, Names.Response, flow.Response);
        Heads.Write(writer, flow.HeadChanges);

        BodyJsonWriter.Write(writer, BodyJsonNames.RequestBody, flow.RequestBody);
        BodyJsonWriter.Write(writer, BodyJsonNames.ResponseBody, flow.ResponseBody);
        WriteMilliseconds(writer, Names.Duration, flow.Duration);
        WriteTimings(writer, flow.Timings);
        writer.WriteBoolean(Names.Intercepted, flow.Intercepted);
        writer.WriteBoolean(Names.Modified, flow.Modified);
        writer.WriteBoolean(Names.Completed, completed);
        if (flow.ErrorCode is { } errorCode)
        {
            writer.WriteString(Names.ErrorCode, errorCode);
        }

        if (flow.AnsweredStatus is { } answered)
        {
            writer.WriteNumber(Names.AnsweredStatus, answered);
        }

        FlowTunnelJson.Write(writer, flow);
        writer.WriteNumber(Names.RequestBytes, flow.RequestBytes);
        writer.WriteNumber(Names.ResponseBytes, flow.ResponseBytes);
        if (flow.WebSocket is { } webSocket)
        {
            WebSocketJsonWriter.Write(writer, webSocket);
        }

        if (flow.MessageRecord is { } messages)
        {
            MessageJsonWriter.Write(writer, messages);
        }

        FlowDetailsJson.Write(writer, flow.Details);
        writer.WriteEndObject();
    }

    /// <summary>Writes a request's head; nothing for none.</summary>
    public static void WriteRequest(Utf8JsonWriter writer, JsonEncodedText name, ProxyRequest? request)
    {
        if (request is null)
        {
            return;
        }

        HeadText text = request.Peek();
        writer.WriteStartObject(name);
        writer.WriteString(Names.Method, text.First);
        writer.WriteString(Names.Url, text.Second);
        writer.WriteString(Names.Version, text.Third);
        WriteHeaders(writer, text.Headers.Lines);
        writer.WriteBoolean(Names.Streamed, request.Streamed);
        writer.WriteString(Names.Raw, request.Raw);
        WriteRendered(writer, request.IsRendered);
        writer.WriteEndObject();
    }

    /// <summary>Writes a response's head; nothing for none.</summary>
    public static void WriteResponse(Utf8JsonWriter writer, JsonEncodedText name, ProxyResponse? response)
    {
        if (response is null)
        {
            return;
        }

        HeadText text = response.Peek();
        writer.WriteStartObject(name);
        writer.WriteString(Names.Version, text.First);
        writer.WriteNumber(Names.Status, ProxyResponse.ParseStatus(text.Second));
        writer.WriteString(Names.StatusText, text.Third);
        WriteHeaders(writer, text.Headers.Lines);
        writer.WriteBoolean(Names.Streamed, response.Streamed);
        writer.WriteString(Names.Raw, response.Raw);
        WriteRendered(writer, response.IsRendered);
        writer.WriteEndObject();
    }

    private static void WriteRendered(Utf8JsonWriter writer, bool isRendered)
    {
        if (isRendered)
        {
            writer.WriteBoolean(Names.Rendered, true);
        }
    }

    private static void WriteHeaders(Utf8JsonWriter writer, HeaderLine[] lines)
    {
        OrderedDictionary<string, List<string>> valuesByName = [];
        foreach (HeaderLine line in lines)
        {
            string name = LowerCase(line.Name);
            if (!valuesByName.TryGetValue(name, out List<string>? values))
            {
                valuesByName.Add(name, values = []);
            }

            values.Add(line.Value);
        }

        writer.WriteStartObject(Names.Headers);
        foreach ((string name, List<string> values) in valuesByName)
        {
            WriteHeader(writer, name, values);
        }

        writer.WriteEndObject();
    }

    private static void WriteHeader(Utf8JsonWriter writer, string name, List<string> values)
    {
        if (values.Count == 1)
        {
            writer.WriteString(name, values[0]);
            return;
        }

        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

#pragma warning disable CA1308 // Not a normalisation for comparing: the file shows names in lower case.
    private static string LowerCase(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308

    private static void WriteTimings(Utf8JsonWriter writer, FlowTimings timings)
    {
        writer.WriteStartObject(Names.Timings);
        WriteMilliseconds(writer, Names.Dns, timings.Dns);
        WriteMilliseconds(writer, Names.Connect, timings.Connect);
        WriteMilliseconds(writer, Names.Send, timings.Send);
        WriteMilliseconds(writer, Names.Wait, timings.Wait);
        WriteMilliseconds(writer, Names.Receive, timings.Receive);
        writer.WriteEndObject();
    }

    /// <summary>Decimal, because a tick is a ten-thousandth of a millisecond and has to come back exactly.</summary>
    private static void WriteMilliseconds(Utf8JsonWriter writer, JsonEncodedText name, TimeSpan duration) =>
        writer.WriteNumber(name, (decimal)duration.Ticks / TimeSpan.TicksPerMillisecond);
}
