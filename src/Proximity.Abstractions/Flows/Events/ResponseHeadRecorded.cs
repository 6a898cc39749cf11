namespace Proximity.Flows;

/// <summary>
/// The response's head: the origin's, a handler's or the proxy's own; again, for as often as user code put another in its place or
/// changed it, and for the final one behind a 101.
/// </summary>
public sealed record ResponseHeadRecorded : FlowEvent
{
    /// <summary>
    /// The head; <see cref="ResponseSnapshot.Body"/> is none, and comes by events of its own. Null when the one before does not reach the
    /// client: the proxy sent an error answer in its place.
    /// </summary>
    public required ResponseSnapshot? Response { get; init; }

    /// <inheritdoc/>
    internal override long HeldBytes => Response?.HeldBytes ?? 0;
}
