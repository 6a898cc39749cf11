namespace Proximity.Protocol.WebSockets;

/// <summary>What a reader of frames came upon.</summary>
internal enum MessageStep : byte
{
    /// <summary>All bytes are read, and nothing has ended.</summary>
    NeedMore,

    /// <summary>A frame has ended that ends no message.</summary>
    Frame,

    /// <summary>A data message has ended.</summary>
    Message,

    /// <summary>A control frame has ended.</summary>
    Control,

    /// <summary>A message is longer than it may be; nothing more is read.</summary>
    TooLong,

    /// <summary>Where the next frame begins is unknown; nothing more is read.</summary>
    Unreadable,
}
