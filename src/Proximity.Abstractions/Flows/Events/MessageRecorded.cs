namespace Proximity.Flows;

/// <summary>A message of a WebSocket connection, an event stream or a gRPC call has passed.</summary>
public sealed record MessageRecorded : FlowEvent
{
    /// <summary>The message.</summary>
    public required FlowMessage Message { get; init; }

    /// <inheritdoc/>
    internal override long HeldBytes => Message.Payload.Length;
}
