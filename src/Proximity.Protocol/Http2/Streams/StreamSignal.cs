namespace Proximity.Protocol.Http2.Streams;

/// <summary>What moves a stream from state to state (RFC 9113 §5.1, Figure 2).</summary>
internal enum StreamSignal : byte
{
    SendHeaders,
    SendEndStream,
    SendReset,
    ReceiveHeaders,
    ReceiveEndStream,
    ReceiveReset,
}
