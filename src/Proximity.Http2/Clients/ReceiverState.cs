namespace Proximity.Http2.Clients;

/// <summary>Where a response stands.</summary>
internal enum ReceiverState : byte
{
    Head,
    Body,

    /// <summary>All of it is here, but not yet said so to Kestrel.</summary>
    Ended,

    /// <summary>Kestrel knows that nothing follows.</summary>
    Complete,

    /// <summary>No message any more: bytes in both directions.</summary>
    Open,
}
