namespace Proximity.Protocol.Http2.Streams;

/// <summary>
/// The states of a stream (RFC 9113 §5.1). The two reserved ones are missing: they come of PUSH_PROMISE, which we neither send nor allow.
/// </summary>
internal enum StreamState : byte
{
    Idle,
    Open,
    HalfClosedLocal,
    HalfClosedRemote,
    Closed,
}
