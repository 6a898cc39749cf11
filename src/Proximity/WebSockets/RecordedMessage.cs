using Proximity.Flows;

namespace Proximity.WebSockets;

/// <summary>A message that is to be recorded; its payload is borrowed.</summary>
internal readonly ref struct RecordedMessage(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
{
    public WebSocketMessageKind Kind { get; } = kind;

    /// <summary>What it says, or its beginning.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    public long Length { get; init; } = payload.Length;

    public WebSocketOutcome Outcome { get; init; }

    public bool IsComplete { get; init; } = true;

    public bool IsEncoded { get; init; }
}
