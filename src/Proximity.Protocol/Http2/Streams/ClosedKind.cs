namespace Proximity.Protocol.Http2.Streams;

/// <summary>How a stream closed, which says what its late frames mean (RFC 9113 §5.1, closed).</summary>
internal enum ClosedKind : byte
{
    /// <summary>It closed long ago, or it never opened because a later one did (RFC 9113 §5.1.1).</summary>
    Forgotten,

    /// <summary>Both sides said END_STREAM.</summary>
    Ended,

    /// <summary>What the peer sent before it saw our RST_STREAM may still come, and is ignored.</summary>
    ResetByUs,
    ResetByPeer,
}
