namespace Proximity.Protocol.WebSockets;

/// <summary>What is wrong with frames and messages; each breaks RFC 6455 or RFC 7692 and lets a peer fail the connection.</summary>
[Flags]
internal enum FrameProblems
{
    None = 0,
    ReservedBits = 1,
    ReservedOpcode = 1 << 1,
    Unmasked = 1 << 2,
    Masked = 1 << 3,
    FragmentedControl = 1 << 4,
    LongControl = 1 << 5,
    LengthNotShortest = 1 << 6,

    /// <summary>Where the next frame begins is unknown: nothing behind it can be read.</summary>
    LengthTooLarge = 1 << 7,
    LostContinuation = 1 << 8,
    UnfinishedMessage = 1 << 9,
    InvalidText = 1 << 10,
    InvalidClose = 1 << 11,
    AfterClose = 1 << 12,
    InvalidDeflate = 1 << 13,

    /// <summary>Not against a rule, but against us: no further message of the direction is inflated.</summary>
    InflatesTooFar = 1 << 14,
}
