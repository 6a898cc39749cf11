namespace Proximity.Flows;

/// <summary>
/// The response's head: the origin's, a handler's or the proxy's own; again, for as often as user code put another in its place or
/// changed it, when such a one was sent, and for the final one behind a 101.
/// </summary>
public sealed record ResponseHeadRecorded : FlowEvent
{
    /// <summary>
    /// The head; <see cref="ResponseSnapshot.Body"/> is none, and comes by events of its own. Null when the one before does not reach the
    /// client: the proxy sent an error answer in its place.
    /// </summary>
    public required ResponseSnapshot? Response { get; init; }

    /// <summary>The head as received, once another was sent (<see cref="FlowSnapshot.ResponseReceived"/>); null otherwise.</summary>
    public ResponseSnapshot? Received { get; init; }

    /// <summary>The head as sent, where user code changed it (<see cref="FlowSnapshot.ResponseSent"/>); null otherwise.</summary>
    public ResponseSnapshot? Sent { get; init; }

    /// <inheritdoc/>
    internal override long HeldBytes => (Response?.HeldBytes ?? 0) + (Received?.HeldBytes ?? 0) + (Sent?.HeldBytes ?? 0);
}
