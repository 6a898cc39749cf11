using Proximity.Flows;

namespace Proximity.Fuzz.Files;

/// <summary>Compares flows by everything a file holds of them.</summary>
internal static class FlowComparison
{
    public static void DemandSame(List<Flow> expected, List<Flow> actual)
    {
        Demand.Same(expected.Count, actual.Count, "the number of flows");
        for (int i = 0; i < expected.Count; i++)
        {
            DemandSame(expected[i], actual[i]);
        }
    }

    private static void DemandSame(Flow expected, Flow actual)
    {
        Demand.Same(expected.Id, actual.Id, "the id");
        Demand.Same(expected.Timestamp, actual.Timestamp, "the timestamp");
        Demand.Same(expected.ClientIP, actual.ClientIP, "the client");
        Demand.Same(expected.Duration, actual.Duration, "the duration");
        Demand.Same(expected.Timings, actual.Timings, "the timings");
        Demand.Same((expected.Intercepted, expected.Modified, expected.Completed), (actual.Intercepted, actual.Modified, actual.Completed), "the flags");
        Demand.Same(expected.ErrorCode, actual.ErrorCode, "the error");
        Demand.Same((expected.RequestBytes, expected.ResponseBytes), (actual.RequestBytes, actual.ResponseBytes), "the bytes");
        Demand.Same(
            (expected.Request.Method, expected.Request.Url, expected.Request.Version, expected.Request.Raw),
            (actual.Request.Method, actual.Request.Url, actual.Request.Version, actual.Request.Raw),
            "the request");
        DemandSame(expected.Request.Headers, actual.Request.Headers);
        Demand.Same(Describe(expected.WebSocket), Describe(actual.WebSocket), "the WebSocket messages");
        Demand.Same(Describe(expected.RequestBody), Describe(actual.RequestBody), "the request's body");
        Demand.Same(Describe(expected.ResponseBody), Describe(actual.ResponseBody), "the response's body");
        Demand.Same(Start(expected.Response), Start(actual.Response), "the response");
        DemandSame(expected.Response?.Headers, actual.Response?.Headers);
    }

    private static string? Describe(WebSocketRecord? record) => record is null
        ? null
        : string.Join('\n', record.Messages.Select(message => $"{message.Number} {message.Timestamp:O} {message.Direction} {message.Kind} {message.Length} {message.Outcome} {message.IsComplete} {message.IsEncoded} {Convert.ToHexString(message.Payload.Span)}"))
            + $"\n{record.ToOriginCount} {record.ToClientCount} {string.Join('\n', record.Notes)}";

    private static string Describe(FlowBody body)
        => $"{body.State} {body.NotKept} {body.TotalBytes} {Convert.ToHexString(body.Bytes.Span)}\n"
            + $"{string.Join('\0', body.ContentCodings)}\n{string.Join('\0', body.Trailers)}";

    private static (string Version, int Status, string Text, string Raw)? Start(ProxyResponse? response) =>
        response is null ? null : (response.Version, response.Status, response.StatusText, response.Raw);

    /// <summary>A file shows names in lower case and the values of one name together: those of each name, in order, are what must come back.</summary>
    private static void DemandSame(HeaderCollection? expected, HeaderCollection? actual) =>
        Demand.Same(Lines(expected), Lines(actual), "the fields");

    private static string? Lines(HeaderCollection? headers) =>
        headers is null ? null : string.Join('\n', headers.GroupBy(field => LowerCase(field.Key), field => field.Value).Select(group => $"{group.Key}: {string.Join('\0', group)}"));

#pragma warning disable CA1308 // Not a normalisation for comparing: the file shows names in lower case.
    private static string LowerCase(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
