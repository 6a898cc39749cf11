namespace Proximity.Flows;

/// <summary>
/// The request's head: as it was received; again, for as often as user code put another in its place or changed it, and when such a one
/// was sent on.
/// </summary>
public sealed record RequestHeadRecorded : FlowEvent
{
    /// <summary>The head; <see cref="RequestSnapshot.Body"/> is none, and comes by events of its own.</summary>
    public required RequestSnapshot Request { get; init; }

    /// <summary>The head as received, once another was sent (<see cref="FlowSnapshot.RequestReceived"/>); null otherwise.</summary>
    public RequestSnapshot? Received { get; init; }

    /// <summary>The head as sent, where user code changed it (<see cref="FlowSnapshot.RequestSent"/>); null otherwise.</summary>
    public RequestSnapshot? Sent { get; init; }

    /// <inheritdoc/>
    internal override long HeldBytes => Request.HeldBytes + (Received?.HeldBytes ?? 0) + (Sent?.HeldBytes ?? 0);
}
