namespace Proximity.Flows;

/// <summary>
/// The heads of an exchange on both sides of the proxy, where user code changed one. Most exchanges have none: their flows have a null here
/// and nothing else.
/// </summary>
internal sealed record HeadChanges
{
    /// <summary>The request as the client sent it; null where user code did not change it, or it was never sent on.</summary>
    public RequestSnapshot? RequestReceived { get; init; }

    /// <summary>The request as the next hop got it; null likewise.</summary>
    public RequestSnapshot? RequestSent { get; init; }

    /// <summary>The response as the origin sent it; null where user code did not change it, and where there was none.</summary>
    public ResponseSnapshot? ResponseReceived { get; init; }

    /// <summary>The response as the client got it; null where user code neither changed nor made it.</summary>
    public ResponseSnapshot? ResponseSent { get; init; }

    /// <summary>The bytes of these heads.</summary>
    public long HeldBytes
        => (RequestReceived?.HeldBytes ?? 0) + (RequestSent?.HeldBytes ?? 0)
            + (ResponseReceived?.HeldBytes ?? 0) + (ResponseSent?.HeldBytes ?? 0);
}
