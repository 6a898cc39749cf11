namespace Proximity.Protocol.Messages;

/// <summary>
/// What a reader of server-sent events came upon. Each step but <see cref="NeedMore"/> comes with the bytes that it took, and all of them,
/// one behind the other, are the stream as it came.
/// </summary>
internal enum SseStep : byte
{
    /// <summary>All bytes are read, and no block has ended.</summary>
    NeedMore,

    /// <summary>A block has ended that gives the client an event.</summary>
    Event,

    /// <summary>
    /// A block has ended that gives the client none, because it has no data: comments, an id, a reconnection time, or nothing but its blank
    /// line.
    /// </summary>
    Block,

    /// <summary>The LF of a CRLF whose CR has ended the block before. It came too late to be a part of that one.</summary>
    LineFeed,

    /// <summary>A block has reached the limit and not ended; these are its bytes up to the limit.</summary>
    LongBegin,

    /// <summary>Further bytes of the long block.</summary>
    LongPiece,

    /// <summary>The last bytes of the long block: what follows is read as usual.</summary>
    LongEnd,

    /// <summary>The stream has ended within a block, which a client discards.</summary>
    Incomplete,
}
