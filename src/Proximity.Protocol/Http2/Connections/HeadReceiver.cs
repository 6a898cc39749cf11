using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// Takes HEADERS and CONTINUATION: puts a block together, decodes it whatever becomes of its stream, begins the stream, and judges what the
/// fields are.
/// </summary>
internal sealed class HeadReceiver(BufferPool pool, ConnectionState state)
{
    private readonly HeadBlock block = new(pool, state.Limits);
    private MessageOutline outline;

    /// <summary>The fields of the last event that has some; until the next frame.</summary>
    public FieldList Fields { get; } = new(pool);

    public ref readonly MessageOutline Outline => ref outline;

    /// <summary>The stream whose block is under way; 0 for none.</summary>
    public int BlockStreamId => block.StreamId;

    public Http2Event ReceiveHeaders(scoped in Frame frame)
    {
        if (frame.Has(FrameFlags.EndHeaders))
        {
            var head = new ReceivedHead(frame.StreamId, frame.Has(FrameFlags.EndStream), frame.DependsOnItself);
            return Take(head, frame.Payload);
        }

        return block.Begin(frame) is { } fault ? state.Fail(fault) : Http2Event.NeedMore;
    }

    public Http2Event ReceiveContinuation(scoped in Frame frame)
    {
        if (!block.IsUnderWay || block.StreamId != frame.StreamId)
        {
            return state.Fail(Http2Fault.Protocol("A CONTINUATION continues no block of its stream (RFC 9113 §6.10)."));
        }

        if (block.Continue(frame) is { } fault)
        {
            return state.Fail(fault);
        }

        if (!frame.Has(FrameFlags.EndHeaders))
        {
            return Http2Event.NeedMore;
        }

        Http2Event taken = Take(new ReceivedHead(block.StreamId, block.EndsStream, block.DependsOnItself), block.Fragments);
        block.End();
        return taken;
    }

    public void Release()
    {
        Fields.Release();
        block.End();
    }

    private Http2Event Take(ReceivedHead head, ReadOnlySpan<byte> encoded)
    {
        Fields.Clear();
        outline = new MessageOutline();
        if (state.Decoder.Decode(encoded, Fields) is { } fault)
        {
            return state.Fail(fault);
        }

        if (state.Streams.Find(head.StreamId) is { } known)
        {
            return TakeOn(known, head);
        }

        bool isIdle = state.IsIdle(head.StreamId);
        if (isIdle && (state.Role == Http2Role.Client || state.IsOwn(head.StreamId)))
        {
            return state.Fail(Http2Fault.Protocol("HEADERS come on a stream that its sender cannot begin (RFC 9113 §5.1.1)."));
        }

        return isIdle ? Begin(head) : state.JudgeLate(head.StreamId, isHeaders: true);
    }

    /// <summary>A client's new stream; those before it that it has not used are closed by it (RFC 9113 §5.1.1).</summary>
    private Http2Event Begin(ReceivedHead head)
    {
        state.LastPeerStreamId = head.StreamId;
        if (head.StreamId > state.GoAway.OurLastStreamId)
        {
            state.Closed.Add(head.StreamId, ClosedKind.ResetByUs);
            return Http2Event.NeedMore;
        }

        if (state.Streams.Count >= state.Limits.MaxConcurrentStreams)
        {
            return state.FailStream(new Http2Fault(
                Http2ErrorCode.RefusedStream, head.StreamId, "More than SETTINGS_MAX_CONCURRENT_STREAMS allows (RFC 9113 §5.1.2)."));
        }

        return TakeOn(
            state.Streams.Add(head.StreamId, state.Peer.InitialWindowSize, state.Local.InForce.InitialWindowSize), head);
    }

    private Http2Event TakeOn(Http2Stream stream, ReceivedHead head)
    {
        if (!stream.TrySignal(StreamSignal.ReceiveHeaders))
        {
            return state.FailStream(new Http2Fault(
                Http2ErrorCode.StreamClosed, stream.Id, "HEADERS follow END_STREAM (RFC 9113 §5.1, half-closed)."));
        }

        if (head.DependsOnItself)
        {
            return Malformed(stream, "A stream depends on itself (RFC 7540 §5.3.1).");
        }

        return stream.HasFinalHead ? TakeTrailers(stream, head.EndsStream) : TakeHead(stream, head.EndsStream);
    }

    private Http2Event TakeHead(Http2Stream stream, bool endsStream)
    {
        if (Fields.IsTooLarge)
        {
            stream.HasFinalHead = true;
            return End(stream, Http2EventKind.OversizedHead, endsStream);
        }

        FieldSection section = state.Role == Http2Role.Server ? FieldSection.Request : FieldSection.Response;
        string? problem = MessageRules.Judge(Fields, section, state.Limits.EnableConnectProtocol, out outline);
        if (problem is null && outline.IsInterim && endsStream)
        {
            problem = "An interim response ends the stream (RFC 9113 §8.1).";
        }

        if (problem is not null)
        {
            return Malformed(stream, problem);
        }

        if (outline.Priority >= 0 && section == FieldSection.Request)
        {
            stream.Priority = PriorityHint.Parse(Fields.Value(outline.Priority));
        }

        if (!outline.IsInterim)
        {
            stream.HasFinalHead = true;
            stream.ExpectContent(ContentOf(stream));
        }

        return End(stream, Http2EventKind.Head, endsStream);
    }

    /// <summary>
    /// How long the content is: -1 when nothing says it. Some have none, whatever they say of its length (RFC 9110 §6.4.1, §8.6).
    /// </summary>
    private long ContentOf(Http2Stream stream) => stream.ContentRule switch
    {
        _ when outline.Status is 204 or 304 => 0,
        ContentRule.None => 0,
        ContentRule.Tunnel when outline.Status is >= 200 and < 300 => -1,
        _ when outline.IsConnect => -1,
        _ => outline.ContentLength,
    };

    private Http2Event TakeTrailers(Http2Stream stream, bool endsStream)
    {
        if (!endsStream)
        {
            return Malformed(stream, "HEADERS behind the head do not end the stream (RFC 9113 §8.1).");
        }

        if (Fields.IsTooLarge)
        {
            return state.FailStream(new Http2Fault(
                Http2ErrorCode.EnhanceYourCalm, stream.Id, "Trailers are larger than SETTINGS_MAX_HEADER_LIST_SIZE says (RFC 9113 "
                    + "§10.5.1)."));
        }

        return MessageRules.Judge(Fields, FieldSection.Trailers, allowsProtocol: false, out outline) is { } problem
            ? Malformed(stream, problem)
            : End(stream, Http2EventKind.Trailers, endsStream: true);
    }

    private Http2Event End(Http2Stream stream, Http2EventKind kind, bool endsStream)
    {
        if (!endsStream)
        {
            return Http2Event.Of(kind, stream);
        }

        if (!stream.TryCountContent(0, isEnd: true))
        {
            return Malformed(stream, "The content is shorter than Content-Length says (RFC 9113 §8.1.1).");
        }

        stream.Signal(StreamSignal.ReceiveEndStream);
        state.SettleIfClosed(stream);
        return Http2Event.Of(kind, stream, endsStream: true);
    }

    private Http2Event Malformed(Http2Stream stream, string reason) => state.FailStream(Http2Fault.Malformed(stream.Id, reason));

    /// <summary>What a HEADERS frame says beside its block.</summary>
    private readonly record struct ReceivedHead(int StreamId, bool EndsStream, bool DependsOnItself);
}
