namespace Proximity.Protocol.Http2.Streams;

/// <summary>The table of RFC 9113 §5.1. A pair that is not in it is not allowed.</summary>
internal static class StreamTransitions
{
    /// <summary>False when the signal may not come in this state.</summary>
    public static bool TryNext(StreamState state, StreamSignal signal, out StreamState next)
    {
        StreamState? found = (state, signal) switch
        {
            // idle
            (StreamState.Idle, StreamSignal.SendHeaders or StreamSignal.ReceiveHeaders) => StreamState.Open,

            // open: further HEADERS are interim heads, final ones and trailers
            (StreamState.Open, StreamSignal.SendHeaders or StreamSignal.ReceiveHeaders) => StreamState.Open,
            (StreamState.Open, StreamSignal.SendEndStream) => StreamState.HalfClosedLocal,
            (StreamState.Open, StreamSignal.ReceiveEndStream) => StreamState.HalfClosedRemote,

            // half-closed (local): we may send WINDOW_UPDATE, PRIORITY and RST_STREAM only
            (StreamState.HalfClosedLocal, StreamSignal.ReceiveHeaders) => StreamState.HalfClosedLocal,
            (StreamState.HalfClosedLocal, StreamSignal.ReceiveEndStream) => StreamState.Closed,

            // half-closed (remote): anything else of the peer is a stream error of STREAM_CLOSED
            (StreamState.HalfClosedRemote, StreamSignal.SendHeaders) => StreamState.HalfClosedRemote,
            (StreamState.HalfClosedRemote, StreamSignal.SendEndStream) => StreamState.Closed,

            (not StreamState.Idle, StreamSignal.SendReset or StreamSignal.ReceiveReset) => StreamState.Closed,
            _ => null,
        };
        next = found ?? state;
        return found.HasValue;
    }
}
