namespace Proximity.Protocol.Messages;

/// <summary>What stands behind a message's header.</summary>
internal enum GrpcMessageKind : byte
{
    /// <summary>A message of the call.</summary>
    Message,

    /// <summary>The trailers of a gRPC-Web response, as field lines; nothing follows them.</summary>
    Trailers,
}
