using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>Takes DATA (RFC 9113 §6.1): counts it against both windows, and against what the head said of the content's length.</summary>
internal sealed class DataReceiver(ConnectionState state)
{
    public Http2Event Receive(scoped in Frame frame)
    {
        if (state.IsIdle(frame.StreamId))
        {
            return state.Fail(Http2Fault.Protocol("DATA comes on an idle stream (RFC 9113 §5.1)."));
        }

        // Padding counts too (RFC 9113 §6.9.1).
        int length = frame.Header.Length;
        if (!state.TryReceive(length))
        {
            return state.Fail(Http2Fault.OfConnection(
                Http2ErrorCode.FlowControlError, "DATA is beyond the connection's window (RFC 9113 §6.9.1)."));
        }

        Http2Stream? stream = state.Streams.Find(frame.StreamId);
        if (stream is null)
        {
            state.Consume(null, length);
            return state.JudgeLate(frame.StreamId, isHeaders: false);
        }

        if (!stream.IsRemoteOpen || !stream.ReceiveWindow.TryReceive(length))
        {
            state.Consume(null, length);
            return state.FailStream(stream.IsRemoteOpen
                ? new Http2Fault(Http2ErrorCode.FlowControlError, stream.Id, "DATA is beyond the stream's window (RFC 9113 §6.9.1).")
                : new Http2Fault(Http2ErrorCode.StreamClosed, stream.Id, "DATA follows END_STREAM (RFC 9113 §5.1, half-closed)."));
        }

        state.Consume(stream, length - frame.Payload.Length);
        return Take(stream, frame);
    }

    private Http2Event Take(Http2Stream stream, scoped in Frame frame)
    {
        bool endsStream = frame.Has(FrameFlags.EndStream);
        if (!stream.HasFinalHead)
        {
            return state.FailStream(Http2Fault.Malformed(stream.Id, "DATA comes before a final head (RFC 9113 §8.1)."));
        }

        if (!stream.TryCountContent(frame.Payload.Length, endsStream))
        {
            return state.FailStream(Http2Fault.Malformed(stream.Id, "The content is not what Content-Length says (RFC 9113 §8.1.1)."));
        }

        if (frame.Payload.IsEmpty && !endsStream)
        {
            return state.Meter.Count(Http2Abuse.EmptyFrameFlood) is { } flood ? state.Fail(flood) : Http2Event.NeedMore;
        }

        state.Meter.Forgive(Http2Abuse.PingFlood, 1);
        if (endsStream)
        {
            stream.Signal(StreamSignal.ReceiveEndStream);
            state.SettleIfClosed(stream);
        }

        return new Http2Event { Kind = Http2EventKind.Data, Stream = stream, Data = frame.Payload, EndsStream = endsStream };
    }
}
