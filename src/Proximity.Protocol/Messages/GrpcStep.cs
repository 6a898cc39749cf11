namespace Proximity.Protocol.Messages;

/// <summary>What a reader of gRPC messages came upon.</summary>
internal enum GrpcStep : byte
{
    /// <summary>All bytes are read; a header or a payload is not whole, or no message has begun.</summary>
    NeedMore,

    /// <summary>A header is whole.</summary>
    Begin,

    /// <summary>Bytes of the payload.</summary>
    Payload,

    /// <summary>The payload is whole; an empty one has no step between.</summary>
    End,

    /// <summary>
    /// Flags without a meaning, or anything behind trailers. Where the next message begins is unknown: nothing more is read.
    /// </summary>
    Invalid,
}
