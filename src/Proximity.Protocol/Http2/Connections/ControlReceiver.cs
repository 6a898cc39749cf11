using System.Buffers.Binary;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>Takes the frames that carry no message and no settings.</summary>
internal sealed class ControlReceiver(ConnectionState state)
{
    private const int WordBytes = 4;

    /// <summary>RFC 9113 §6.4.</summary>
    public Http2Event ReceiveReset(scoped in Frame frame)
    {
        if (state.IsIdle(frame.StreamId))
        {
            return state.Fail(Http2Fault.Protocol("RST_STREAM comes on an idle stream (RFC 9113 §6.4)."));
        }

        Http2Stream? stream = state.Streams.Find(frame.StreamId);
        if ((stream is null ? state.Meter.Count(Http2Abuse.ClosedStreamFlood) : state.CountReset()) is { } flood)
        {
            return state.Fail(flood);
        }

        if (stream is null)
        {
            return Http2Event.NeedMore;
        }

        stream.Signal(StreamSignal.ReceiveReset);
        state.SettleIfClosed(stream);
        var code = (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(frame.Payload);
        return new Http2Event
        {
            Kind = Http2EventKind.Reset,
            Stream = stream,
            Code = code,
            IsRetryable = code == Http2ErrorCode.RefusedStream,
        };
    }

    /// <summary>A PING of the peer is answered at once, ahead of everything that is appended later (RFC 9113 §6.7).</summary>
    public Http2Event ReceivePing(scoped in Frame frame)
    {
        if (state.Meter.Count(Http2Abuse.PingFlood) is { } flood)
        {
            return state.Fail(flood);
        }

        if (frame.Has(FrameFlags.Ack))
        {
            return new Http2Event { Kind = Http2EventKind.PingAcknowledged, Data = frame.Payload };
        }

        FrameWriter.WritePing(frame.Payload, isAck: true, state.Output);
        return Http2Event.NeedMore;
    }

    /// <summary>RFC 9113 §6.8. For a server it says that the client takes no pushes, of which there are none.</summary>
    public Http2Event ReceiveGoAway(scoped in Frame frame)
    {
        int lastStreamId = BinaryPrimitives.ReadInt32BigEndian(frame.Payload) & int.MaxValue;
        if (state.GoAway.Receive(lastStreamId) is { } fault)
        {
            return state.Fail(fault);
        }

        return new Http2Event
        {
            Kind = Http2EventKind.GoAway,
            LastStreamId = lastStreamId,
            Code = (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(frame.Payload[WordBytes..]),
            Data = frame.Payload[(2 * WordBytes)..],
        };
    }

    /// <summary>RFC 9113 §6.9.</summary>
    public Http2Event ReceiveWindowUpdate(scoped in Frame frame)
    {
        if (state.Meter.Count(Http2Abuse.WindowUpdateFlood) is { } flood)
        {
            return state.Fail(flood);
        }

        int streamId = frame.StreamId;
        if (streamId != 0 && state.IsIdle(streamId))
        {
            return state.Fail(Http2Fault.Protocol("WINDOW_UPDATE comes on an idle stream (RFC 9113 §5.1)."));
        }

        Http2Stream? stream = streamId == 0 ? null : state.Streams.Find(streamId);
        if (streamId != 0 && stream is null)
        {
            // It may have been on its way when the stream closed (§5.1).
            return Http2Event.NeedMore;
        }

        int increment = BinaryPrimitives.ReadInt32BigEndian(frame.Payload) & int.MaxValue;
        if (increment == 0)
        {
            return state.FailStream(new Http2Fault(Http2ErrorCode.ProtocolError, streamId, "WINDOW_UPDATE adds nothing (RFC 9113 §6.9)."));
        }

        ref SendWindow window = ref state.SendWindow;
        if (stream is not null)
        {
            window = ref stream.SendWindow;
        }

        return window.TryChange(increment)
            ? Http2Event.Of(Http2EventKind.WindowOpened, stream)
            : state.FailStream(new Http2Fault(
                Http2ErrorCode.FlowControlError, streamId, "WINDOW_UPDATE makes a window larger than 2^31-1 (RFC 9113 §6.9.1)."));
    }

    /// <summary>RFC 7540's priorities are read for their form alone (RFC 9113 §5.3.2); they may come in any state, idle too.</summary>
    public Http2Event ReceivePriority(scoped in Frame frame)
    {
        if (state.Meter.Count(Http2Abuse.PriorityFlood) is { } flood)
        {
            return state.Fail(flood);
        }

        return frame.DependsOnItself
            ? FailStream(Http2Fault.Malformed(frame.StreamId, "A stream depends on itself (RFC 7540 §5.3.1)."))
            : Http2Event.NeedMore;
    }

    /// <summary>RFC 9218 §7.1. For a stream that is not open it says nothing that has to be kept.</summary>
    public Http2Event ReceivePriorityUpdate(scoped in Frame frame)
    {
        if (state.Meter.Count(Http2Abuse.PriorityFlood) is { } flood)
        {
            return state.Fail(flood);
        }

        int prioritizedId = BinaryPrimitives.ReadInt32BigEndian(frame.Payload) & int.MaxValue;
        if (state.Role == Http2Role.Client || prioritizedId == 0)
        {
            return state.Fail(Http2Fault.Protocol("PRIORITY_UPDATE comes from a server, or names no stream (RFC 9218 §7.1)."));
        }

        if (state.Streams.Find(prioritizedId) is not { } stream)
        {
            return Http2Event.NeedMore;
        }

        stream.Priority = PriorityHint.Parse(frame.Payload[WordBytes..]);
        return Http2Event.Of(Http2EventKind.Priority, stream);
    }

    /// <summary>Frames of unknown types are passed over (RFC 9113 §5.5).</summary>
    public Http2Event ReceiveUnknown()
        => state.Meter.Count(Http2Abuse.UnknownFrameFlood) is { } flood ? state.Fail(flood) : Http2Event.NeedMore;

    /// <summary>
    /// Takes a stream error of a frame that may come on any stream: an idle one cannot be reset, and ends the connection.
    /// </summary>
    public Http2Event FailStream(Http2Fault fault) => state.FailStream(state.IsIdle(fault.StreamId) ? fault with { StreamId = 0 } : fault);
}
