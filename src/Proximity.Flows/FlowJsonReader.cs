using System.Globalization;
using System.Text.Json;

namespace Proximity.Flows;

using Names = FlowJsonNames;

/// <summary>Reads flows from JSON: an object keyed by id, or an array. A flow without a usable id is left out; whatever else is missing or of a wrong type gets its default.</summary>
internal static class FlowJsonReader
{
    /// <summary>The highest id that every JSON reader holds exactly (RFC 8259 §6), and far enough from the end to number on after it.</summary>
    internal const long MaxId = (1L << 53) - 1;

    private const string DefaultVersion = "HTTP/1.1";

    /// <exception cref="JsonException">The content is not JSON, or neither an object nor an array.</exception>
    public static List<Flow> Read(ReadOnlyMemory<byte> content)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        using JsonDocument document = JsonDocument.Parse(content.Span.StartsWith(byteOrderMark) ? content[byteOrderMark.Length..] : content);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Object => ReadObject(document.RootElement),
            JsonValueKind.Array => ReadArray(document.RootElement),
            _ => throw new JsonException("The file holds neither an object nor an array of flows."),
        };
    }

    private static List<Flow> ReadObject(JsonElement root)
    {
        List<Flow> flows = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            string key = JsonFields.TryName(property, out string? name) ? name : string.Empty;
            AddFlow(flows, property.Value, key);
        }

        return flows;
    }

    private static List<Flow> ReadArray(JsonElement root)
    {
        List<Flow> flows = [];
        foreach (JsonElement element in root.EnumerateArray())
        {
            AddFlow(flows, element, key: string.Empty);
        }

        return flows;
    }

    private static void AddFlow(List<Flow> flows, JsonElement element, string key)
    {
        if (ReadObject(element, key) is { } flow)
        {
            flows.Add(flow);
        }
    }

    /// <summary>One flow; null when the element is no object, or has no usable id.</summary>
    /// <param name="element">The flow's object.</param>
    /// <param name="key">The id that stands for a missing one; empty for none.</param>
    public static Flow? ReadObject(JsonElement element, string key)
    {
        if (element.ValueKind != JsonValueKind.Object || !(TryReadId(element, out long id) || TryParseId(key, out id)))
        {
            return null;
        }

        Flow flow = ReadFlow(element, id);
        flow.SetBody(BodySide.Request, BodyJsonReader.Read(JsonFields.Member(element, BodyJsonNames.RequestBody)));
        flow.SetBody(BodySide.Response, BodyJsonReader.Read(JsonFields.Member(element, BodyJsonNames.ResponseBody)));
        FlowTunnelJson.Read(element, flow);
        return flow;
    }

    private static Flow ReadFlow(JsonElement element, long id)
    {
        DateTimeOffset timestamp = ParseTimestamp(JsonFields.Text(element, Names.Timestamp));
        ProxyRequest request = ReadRequest(JsonFields.Member(element, Names.Request));
        return new Flow(timestamp, JsonFields.Text(element, Names.ClientIP), request)
        {
            Id = id,
            Response = ReadResponse(JsonFields.Member(element, Names.Response)),
            Duration = JsonFields.Milliseconds(element, Names.Duration),
            Timings = ReadTimings(JsonFields.Member(element, Names.Timings)),
            Intercepted = JsonFields.Flag(element, Names.Intercepted),
            Modified = JsonFields.Flag(element, Names.Modified),
            ErrorCode = JsonFields.TryText(JsonFields.Member(element, Names.ErrorCode), out string? errorCode) ? errorCode : null,
            AnsweredStatus = JsonFields.Number(element, Names.AnsweredStatus) is > 0 and var answered ? answered : null,
            RequestBytes = JsonFields.Count(element, Names.RequestBytes),
            ResponseBytes = JsonFields.Count(element, Names.ResponseBytes),
            WebSocket = WebSocketJsonReader.Read(JsonFields.Member(element, WebSocketJsonNames.WebSocket)),
            MessageRecord = MessageJsonReader.Read(element),
            Details = FlowDetailsJson.Read(element),
            HeadChanges = FlowJsonWriter.Heads.Read(element),
            Completed = JsonFields.Flag(element, Names.Completed, fallback: true),
        };
    }

    private static bool TryReadId(JsonElement element, out long id)
    {
        id = 0;
        JsonElement value = JsonFields.Member(element, Names.Id);
        return value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out id) && id is >= 1 and <= MaxId
            : JsonFields.TryText(value, out string? text) && TryParseId(text, out id);
    }

    private static bool TryParseId(string text, out long id) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id is >= 1 and <= MaxId;

    /// <summary>A request's head; what is missing gets its default.</summary>
    public static ProxyRequest ReadRequest(JsonElement element)
    {
        HeadText text = new(
            JsonFields.Text(element, Names.Method),
            JsonFields.Text(element, Names.Url),
            JsonFields.Text(element, Names.Version, DefaultVersion),
            ReadHeaders(JsonFields.Member(element, Names.Headers)));
        return ProxyRequest.FromText(text, JsonFields.Text(element, Names.Raw), JsonFields.Flag(element, Names.Rendered));
    }

    /// <summary>A response's head; null when the element is no object.</summary>
    public static ProxyResponse? ReadResponse(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        HeadText text = new(
            JsonFields.Text(element, Names.Version, DefaultVersion),
            ProxyResponse.FormatStatus(JsonFields.Number(element, Names.Status)),
            JsonFields.Text(element, Names.StatusText),
            ReadHeaders(JsonFields.Member(element, Names.Headers)));
        return ProxyResponse.FromText(text, JsonFields.Text(element, Names.Raw), JsonFields.Flag(element, Names.Rendered));
    }

    private static HeaderLine[] ReadHeaders(JsonElement element)
    {
        List<HeaderLine> lines = [];
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                AddLines(lines, property);
            }
        }

        return [.. lines];
    }

    private static void AddLines(List<HeaderLine> lines, JsonProperty property)
    {
        if (!JsonFields.TryName(property, out string? name))
        {
            return;
        }

        if (property.Value.ValueKind != JsonValueKind.Array)
        {
            AddLine(lines, name, property.Value);
            return;
        }

        foreach (JsonElement value in property.Value.EnumerateArray())
        {
            AddLine(lines, name, value);
        }
    }

    private static void AddLine(List<HeaderLine> lines, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            lines.Add(new HeaderLine(name, value.GetRawText()));
        }
        else if (JsonFields.TryText(value, out string? text))
        {
            lines.Add(new HeaderLine(name, text));
        }
    }

    private static FlowTimings ReadTimings(JsonElement element) => new(
        JsonFields.Milliseconds(element, Names.Dns),
        JsonFields.Milliseconds(element, Names.Connect),
        JsonFields.Milliseconds(element, Names.Send),
        JsonFields.Milliseconds(element, Names.Wait),
        JsonFields.Milliseconds(element, Names.Receive));

    /// <summary>The file gives a clock reading without its offset, so this machine's zone is assumed; what is no timestamp becomes 1970-01-01.</summary>
    internal static DateTimeOffset ParseTimestamp(string text)
    {
        if (!DateTime.TryParseExact(text, Names.TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return DateTimeOffset.UnixEpoch;
        }

        // In the first and the last hours of the calendar the offset would lead out of it.
        bool offsetFits = local.Year is > 1 and < 9999;
        return new DateTimeOffset(local, offsetFits ? TimeZoneInfo.Local.GetUtcOffset(local) : TimeSpan.Zero);
    }
}
