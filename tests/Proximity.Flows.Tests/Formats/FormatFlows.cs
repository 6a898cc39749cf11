using System.Text;
using Proximity.Content;
using Proximity.Formats;

namespace Proximity.Flows.Tests.Formats;

/// <summary>Flows to write, and what comes of reading and writing them.</summary>
internal static class FormatFlows
{
    public static ContentDecoder Decoder { get; } = new(ContentCodings.BuiltIn);

    public static FlowBody Body(string text) => FlowBody.Whole(Encoding.UTF8.GetBytes(text));

    public static FlowBody Coded(byte[] bytes, string coding)
        => new(FlowBodyState.Complete, bytes, bytes.Length) { ContentCodings = [coding] };

    /// <summary>A flow of two heads, which are received blocks, and two bodies.</summary>
    public static FlowParts Parts(string request, FlowBody? requestBody, string? response, FlowBody? responseBody)
    {
        ProxyRequest sent = Messages.Request(request.ReplaceLineEndings("\r\n"));
        ProxyResponse? received = response is null ? null : Messages.Response(response.ReplaceLineEndings("\r\n"));
        return new FlowParts
        {
            Id = 1,
            Timestamp = new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)),
            ClientIP = "127.0.0.1",
            Duration = TimeSpan.FromMilliseconds(12.5),
            Timings = new FlowTimings(Milliseconds(1), Milliseconds(5), Milliseconds(0.5), Milliseconds(5), Milliseconds(1)),
            Request = MessageParts.Of(new RequestSnapshot(sent, requestBody ?? FlowBody.None)),
            Response = received is null ? null : MessageParts.Of(new ResponseSnapshot(received, responseBody ?? FlowBody.None)),
        };
    }

    public static Flow Flow(string request, FlowBody? requestBody, string? response, FlowBody? responseBody)
        => FlowFactory.Create(Parts(request, requestBody, response, responseBody));

    public static RecordedWebSocketMessage Message(WebSocketDirection direction, WebSocketMessageKind kind, byte[] payload)
        => new(direction, kind, payload, payload.Length) { Timestamp = new DateTimeOffset(2030, 1, 2, 3, 4, 6, TimeSpan.Zero), Number = 1 };

    public static async Task<byte[]> WriteAsync(IFlowWriter writer, FormatLosses losses, params IEnumerable<Flow> flows)
    {
        using var stream = new MemoryStream();
        await writer.WriteAsync(stream, flows, losses, CancellationToken.None);
        return stream.ToArray();
    }

    public static async Task<List<Flow>> ReadAsync(IFlowReader reader, byte[] file, FormatLosses? losses = null)
    {
        using var stream = new MemoryStream(file);
        List<Flow> flows = [];
        await foreach (Flow flow in reader.ReadAsync(stream, losses ?? new FormatLosses(), CancellationToken.None))
        {
            flows.Add(flow);
        }

        return flows;
    }

    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Formats", "Samples", name));

    /// <summary>What every format has to bring back: lines to compare.</summary>
    public static string Describe(FlowSnapshot flow)
    {
        var text = new StringBuilder();
        text.AppendLine($"{flow.Request.Method} {ExchangeUrl.Of(flow)} {flow.Timestamp.UtcTicks / TimeSpan.TicksPerMillisecond}");
        Append(text, flow.Request.Headers, flow.Request.Body);
        text.AppendLine($"{flow.Response?.Status} {flow.Response?.StatusText} failed {flow.ErrorCode is not null}");
        Append(text, flow.Response?.Headers ?? [], flow.Response?.Body ?? FlowBody.None);
        foreach (RecordedWebSocketMessage message in flow.WebSocketMessages ?? [])
        {
            text.AppendLine($"{message.Direction} {message.Kind} {Convert.ToHexString(message.Payload.Span)}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<KeyValuePair<string, string>> headers, FlowBody body)
    {
        foreach ((string name, string value) in headers)
        {
            text.AppendLine($"  {name}: {value}");
        }

        text.AppendLine($"  {body.State} {string.Join(',', body.ContentCodings)} {Convert.ToHexString(body.Bytes.Span)}");
    }

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
}
