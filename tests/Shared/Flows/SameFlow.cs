namespace Proximity.Flows.Tests;

/// <summary>Compares all that two snapshots show.</summary>
internal static class SameFlow
{
    /// <summary>What a snapshot shows, as text: one line for each thing.</summary>
    public static string Text(FlowSnapshot flow) => string.Join('\n', Lines(flow));

    private static IEnumerable<string> Lines(FlowSnapshot flow)
    {
        yield return $"{flow.Id} {flow.Timestamp:O} {flow.ClientIP} {flow.ClientConnectionId}";
        yield return $"removed {flow.IsRemoved} completed {flow.Completed}";
        yield return $"request {flow.Request.Method} {flow.Request.Url} {flow.Request.Version} {flow.Request.IsRendered}";
        yield return $"raw {flow.Request.Raw}";
        yield return $"fields {Fields(flow.Request.Headers)}; body {Body(flow.Request.Body)}";
        if (flow.Response is { } response)
        {
            yield return $"response {response.Version} {response.Status} {response.StatusText} {response.IsRendered} {response.Raw}";
            yield return $"fields {Fields(response.Headers)}; body {Body(response.Body)}";
        }

        yield return $"{flow.Duration} {flow.Timings} {flow.RequestBytes} {flow.ResponseBytes} {flow.ErrorCode} {flow.AnsweredStatus}";
        yield return $"{flow.Tunnel} {flow.ClientTls} {flow.OriginTls} {flow.ClientInClear} {flow.ClientStream} {flow.OriginStream}";
        yield return $"{flow.PassedThrough} {flow.AnsweredBy} {flow.Intercepted} {flow.Modified} WebSocket {flow.WebSocketMessages?.Count}";
        foreach (FlowMessage message in flow.Messages)
        {
            yield return $"{message.Number} {message.Time:O} {message.Direction} {message.Kind} {message.Length} {message.State}"
                + $" {message.IsComplete} {message.IsEncoded} {message.EventType} {message.EventId}"
                + $" {Convert.ToHexString(message.Payload.Span)}";
        }
    }

    private static string Fields(IEnumerable<KeyValuePair<string, string>> fields)
        => string.Join(" | ", fields.Select(line => $"{line.Key}: {line.Value}"));

    private static string Body(FlowBody body)
        => $"{body.State} {body.NotKept} {body.TotalBytes} [{string.Join(',', body.ContentCodings)}] {Fields(body.Trailers)}"
            + $" {Convert.ToHexString(body.Bytes.Span)}";
}
