namespace Proximity.Flows;

/// <summary>
/// The request's head: as it was received; again, for as often as user code put another in its place or changed it.
/// </summary>
public sealed record RequestHeadRecorded : FlowEvent
{
    /// <summary>The head; <see cref="RequestSnapshot.Body"/> is none, and comes by events of its own.</summary>
    public required RequestSnapshot Request { get; init; }

    /// <inheritdoc/>
    internal override long HeldBytes => Request.HeldBytes;
}
