namespace Proximity.Wires;

/// <summary>How an operation on a wire failed.</summary>
internal enum WireError : byte
{
    None,

    /// <summary>The peer reset the connection, or broke it while we wrote.</summary>
    Reset,

    /// <summary>Our own side cancelled the read.</summary>
    Canceled,

    /// <summary>Our own side closed or aborted the wire.</summary>
    Closed,

    /// <summary>Anything else the system reports.</summary>
    Failed,

    /// <summary>The peer did not begin with what was sent, and says so (RFC 9113 §8.7): it may be sent again.</summary>
    Unprocessed,

    /// <summary>What was sent has no form in the protocol of this connection.</summary>
    Inexpressible,
}
