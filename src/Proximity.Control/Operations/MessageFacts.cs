namespace Proximity.Control;

/// <summary>A message of WebSocket, of an event stream or of gRPC.</summary>
internal sealed record MessageFacts
{
    /// <summary>Its number in the flow, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>When it passed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The side that sent it: client or origin.</summary>
    public required string From { get; init; }

    /// <summary>text, binary, close, ping, pong, event, grpc or trailers.</summary>
    public required string Kind { get; init; }

    /// <summary>How many bytes its payload had.</summary>
    public required long Length { get; init; }

    /// <summary>True when only the beginning is kept.</summary>
    public bool Truncated { get; init; }

    /// <summary>passed, changed, dropped or injected.</summary>
    public required string State { get; init; }

    /// <summary>The payload as text; a gRPC message as its fields.</summary>
    public string? Text { get; init; }

    /// <summary>The payload in base64, where it is no text.</summary>
    public string? Base64 { get; init; }

    /// <summary>The type of a server-sent event.</summary>
    public string? EventType { get; init; }

    /// <summary>The id of a server-sent event.</summary>
    public string? EventId { get; init; }

    /// <summary>The code of a close.</summary>
    public int? CloseCode { get; init; }
}
