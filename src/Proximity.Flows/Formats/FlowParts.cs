using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>All that a flow is made of, as a reader gathers it; see <see cref="Flow"/> for what each means.</summary>
internal sealed record FlowParts
{
    public long Id { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public string ClientIP { get; init; } = string.Empty;

    public long? ClientConnectionId { get; init; }

    public string? ClientProcess { get; init; }

    public required MessageParts Request { get; init; }

    /// <summary>Null when none arrived.</summary>
    public MessageParts? Response { get; init; }

    /// <summary>The heads that user code changed; null for none.</summary>
    public HeadChanges? HeadChanges { get; init; }

    public TimeSpan Duration { get; init; }

    public FlowTimings Timings { get; init; }

    public string? Tunnel { get; init; }

    public FlowTls? ClientTls { get; init; }

    public FlowTls? OriginTls { get; init; }

    public bool ClientInClear { get; init; }

    public StreamIdentity? ClientStream { get; init; }

    public StreamIdentity? OriginStream { get; init; }

    public string? PassedThrough { get; init; }

    public string? AnsweredBy { get; init; }

    public bool Intercepted { get; init; }

    public bool Modified { get; init; }

    public string? ErrorCode { get; init; }

    public int? AnsweredStatus { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>Null when the exchange did not become a WebSocket connection.</summary>
    public IReadOnlyList<RecordedWebSocketMessage>? WebSocketMessages { get; init; }

    /// <summary>What is worth knowing of the WebSocket connection.</summary>
    public IReadOnlyList<WebSocketNote> WebSocketNotes { get; init; } = [];

    /// <summary>How many WebSocket messages went to the origin and to the client; null when all of them are here.</summary>
    public (long ToOrigin, long ToClient)? WebSocketCounts { get; init; }

    /// <summary>The messages of an event stream or a gRPC call; empty for other exchanges.</summary>
    public IReadOnlyList<FlowMessage> Messages { get; init; } = [];

    /// <summary>How many of these there were; those no longer kept count too.</summary>
    public long MessageCount { get; init; }

    public FlowDetails? Details { get; init; }

    public bool Completed { get; init; } = true;

    /// <summary>The parts of a flow that exists.</summary>
    public static FlowParts Of(Flow live) => Of(live.Snapshot()) with
    {
        AnsweredBy = live.AnsweredBy,
        WebSocketNotes = live.WebSocket?.Notes ?? [],
        WebSocketCounts = live.WebSocket is { } record ? (record.ToOriginCount, record.ToClientCount) : null,
        Messages = live.MessageRecord?.Kept() ?? [],
        MessageCount = live.MessageRecord?.Count ?? 0,
    };

    /// <summary>The parts that a snapshot has.</summary>
    public static FlowParts Of(FlowSnapshot flow) => new()
    {
        Id = flow.Id,
        Timestamp = flow.Timestamp,
        ClientIP = flow.ClientIP,
        ClientConnectionId = flow.ClientConnectionId,
        ClientProcess = flow.ClientProcess,
        Request = MessageParts.Of(flow.Request),
        Response = flow.Response is { } response ? MessageParts.Of(response) : null,
        HeadChanges = flow.HeadChanges,
        Duration = flow.Duration,
        Timings = flow.Timings,
        Tunnel = flow.Tunnel,
        ClientTls = flow.ClientTls,
        OriginTls = flow.OriginTls,
        ClientInClear = flow.ClientInClear,
        ClientStream = flow.ClientStream,
        OriginStream = flow.OriginStream,
        PassedThrough = flow.PassedThrough,
        Intercepted = flow.Intercepted,
        Modified = flow.Modified,
        ErrorCode = flow.ErrorCode,
        AnsweredStatus = flow.AnsweredStatus,
        RequestBytes = flow.RequestBytes,
        ResponseBytes = flow.ResponseBytes,
        AnsweredBy = flow.AnsweredBy,
        WebSocketMessages = flow.WebSocketMessages,
        Messages = flow.WebSocketMessages is null ? flow.Messages : [],
        MessageCount = flow.WebSocketMessages is null ? flow.MessageCount : 0,
        WebSocketNotes = flow.WebSocketNotes,
        WebSocketCounts = flow.WebSocketMessages is null
            ? null : (flow.WebSocketToOriginCount, flow.MessageCount - flow.WebSocketToOriginCount),
        Details = flow.Details,
        Completed = flow.Completed,
    };
}
