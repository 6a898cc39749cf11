namespace Proximity.Protocol.Faults;

/// <summary>Whether a request that met a fault may be sent again, on another connection.</summary>
internal enum FaultRetry : byte
{
    Never,

    /// <summary>The connection died without an answer: what can be repeated may be, where the connection had waited and may have been dead before.</summary>
    IfIdempotent,

    /// <summary>The peer says that it did not begin with it (RFC 9113 §8.7).</summary>
    Unprocessed,

    /// <summary>HTTP/2 with this peer has no form for it; HTTP/1.1 has.</summary>
    OverHttp1,
}
