namespace Proximity.Exchanges;

/// <summary>What becomes of the client connection when an exchange has ended.</summary>
internal enum ExchangeEnd : byte
{
    /// <summary>The next request may follow.</summary>
    Keep,

    /// <summary>The exchange goes on as a tunnel: its connections are to be relayed, and then it ends.</summary>
    Relay,

    /// <summary>Both sides are done: close in order.</summary>
    Close,

    /// <summary>Our side is done, and the client may still be sending: close in order, and give it time to read what it was sent.</summary>
    Linger,

    /// <summary>Break off: what the client got is not whole.</summary>
    Abort,
}
