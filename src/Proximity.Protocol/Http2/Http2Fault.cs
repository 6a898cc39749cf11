namespace Proximity.Protocol.Http2;

/// <summary>
/// What a peer did wrong, as a value: a connection error ends everything (RFC 9113 §5.4.1), a stream error one stream (§5.4.2).
/// </summary>
/// <param name="Code">What RST_STREAM or GOAWAY says.</param>
/// <param name="StreamId">The stream whose error it is; 0 for the connection's.</param>
/// <param name="Reason">One sentence for a person, with the section of the rule; holds nothing that the peer sent.</param>
internal sealed record Http2Fault(Http2ErrorCode Code, int StreamId, string Reason)
{
    /// <summary>Which bound on abuse was passed; <see cref="Http2Abuse.None"/> when it is a rule that was broken.</summary>
    public Http2Abuse Abuse { get; init; }

    public bool EndsConnection => StreamId == 0;

    public static Http2Fault OfConnection(Http2ErrorCode code, string reason) => new(code, 0, reason);

    public static Http2Fault Protocol(string reason) => OfConnection(Http2ErrorCode.ProtocolError, reason);

    public static Http2Fault Compression(string reason) => OfConnection(Http2ErrorCode.CompressionError, reason);

    /// <summary>A message that breaks RFC 9113 §8 ends its stream and nothing else (§8.1.1).</summary>
    public static Http2Fault Malformed(int streamId, string reason) => new(Http2ErrorCode.ProtocolError, streamId, reason);
}
