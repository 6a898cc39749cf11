using System.Text;

namespace Proximity.Flows.Tests.Filters;

/// <summary>A flow as a test wants it; what is left out is as in a plain GET that went well.</summary>
internal sealed record FlowSketch
{
    public string Request { get; init; } = "GET /v1/users?page=3 HTTP/1.1\r\nHost: api.example.com\r\n\r\n";

    public string? Response { get; init; } = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

    public string? RequestBody { get; init; }

    public string? ResponseBody { get; init; }

    public bool IsCompleted { get; init; } = true;

    public bool IsHttp2 { get; init; }

    public string ClientIP { get; init; } = "10.1.2.3";

    public DateTimeOffset Timestamp { get; init; } = new(2025, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public TimeSpan Duration { get; init; } = TimeSpan.FromMilliseconds(700);

    public FlowTimings Timings { get; init; }

    public string? Tunnel { get; init; }

    public FlowTls? ClientTls { get; init; }

    public FlowTls? OriginTls { get; init; }

    public string? ErrorCode { get; init; }

    public int? AnsweredStatus { get; init; }

    public bool IsModified { get; init; }

    public bool IsHandled { get; init; }

    public string? PassedThrough { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];

    public FlowBody? ResponseBodyState { get; init; }

    public IReadOnlyList<RecordedWebSocketMessage>? Messages { get; init; }

    public FlowSnapshot Snapshot()
    {
        var flow = new Flow(Timestamp, ClientIP, ProxyRequest.FromBlocks(Encoding.Latin1.GetBytes(Request), null, IsHttp2))
        {
            Id = 42,
            Response = Response is null ? null : ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(Response)),
            Duration = Duration,
            Timings = Timings,
            Tunnel = Tunnel,
            ClientTls = ClientTls,
            OriginTls = OriginTls,
            ErrorCode = ErrorCode,
            AnsweredStatus = AnsweredStatus,
            Modified = IsModified,
            Intercepted = IsHandled,
            PassedThrough = PassedThrough,
            RequestBytes = 100,
            ResponseBytes = 2000,
        };
        flow.SetBody(BodySide.Request, Body(RequestBody, []));
        flow.SetBody(BodySide.Response, ResponseBodyState ?? Body(ResponseBody, Trailers));
        SetMessages(flow);
        flow.Completed = IsCompleted;
        return flow.Snapshot();
    }

    private static FlowBody Body(string? text, IReadOnlyList<KeyValuePair<string, string>> trailers)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
        FlowBodyState state = text is null && trailers.Count == 0 ? FlowBodyState.None : FlowBodyState.Complete;
        return new FlowBody(state, bytes, bytes.Length) { Trailers = trailers };
    }

    private void SetMessages(Flow flow)
    {
        if (Messages is null)
        {
            return;
        }

        flow.WebSocket = new WebSocketRecord(100, 10_000);
        foreach (RecordedWebSocketMessage message in Messages)
        {
            flow.WebSocket.Add(message.Direction, _ => message);
        }
    }
}
