using System.Diagnostics;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// One end of an HTTP/2 connection (RFC 9113) without its I/O: it is fed with what was read, says what happened, and appends frames to
/// <see cref="Output"/>. It knows no socket, no task and no time. Not thread-safe.
/// <para>
/// It moves through: the client's preface (server only), the peer's first SETTINGS, frames, and, after a connection error, nothing more.
/// Within frames a block of fields may be under way, in which only its CONTINUATION may come. Streams have states of their own
/// (<see cref="StreamTransitions"/>).
/// </para>
/// <para>
/// What the peer sent as DATA is held against its windows until <see cref="Consume"/> says that the bytes have left us. The owner reads
/// nothing while <see cref="IsOutputFull"/>: answers to control frames are appended without a bound of their own.
/// </para>
/// </summary>
internal sealed class Http2Connection
{
    private readonly ConnectionState state;
    private readonly HeadReceiver heads;
    private readonly DataReceiver data;
    private readonly SettingsReceiver settings;
    private readonly ControlReceiver control;
    private readonly StreamSender sender;
    private int prefaceBytes;

    /// <param name="pool">Lends buffers.</param>
    /// <param name="role">Which end we are.</param>
    /// <param name="limits">What the connection allows and holds.</param>
    public Http2Connection(BufferPool pool, Http2Role role, Http2Limits limits)
    {
        state = new ConnectionState(pool, role, limits);
        heads = new HeadReceiver(pool, state);
        data = new DataReceiver(state);
        settings = new SettingsReceiver(state);
        control = new ControlReceiver(state);
        sender = new StreamSender(pool, state);
        prefaceBytes = role == Http2Role.Server ? FrameWriter.Preface.Length : 0;
        if (role == Http2Role.Client)
        {
            state.Output.Write(FrameWriter.Preface);
        }

        state.SendFirstFrames();
    }

    /// <summary>What is to be written to the peer. The owner may swap it for an empty one.</summary>
    public ByteBuffer Output
    {
        get => state.Output;
        set => state.Output = value;
    }

    /// <summary>True when no DATA is appended any more, and nothing should be read, until the output was written.</summary>
    public bool IsOutputFull => state.Output.Length >= state.Limits.MaxOutputBytes;

    /// <summary>The fields of the last head or trailers; valid until the next read.</summary>
    public FieldList Fields => heads.Fields;

    /// <summary>Where the parts of the last head are in <see cref="Fields"/>.</summary>
    public ref readonly MessageOutline Outline => ref heads.Outline;

    /// <summary>What the peer has said of itself.</summary>
    public Http2Settings PeerSettings => state.Peer;

    /// <summary>True once the peer's SETTINGS came.</summary>
    public bool HasPeerSettings => state.HasPeerSettings;

    /// <summary>True while settings of ours wait for their acknowledgement.</summary>
    public bool IsSettingsPending => state.Local.IsPending;

    /// <summary>How many streams are not closed.</summary>
    public int StreamCount => state.Streams.Count;

    /// <summary>Why the connection has failed; null while it works.</summary>
    public Http2Fault? Fault => state.Fault;

    /// <summary>True when a client may begin a stream now.</summary>
    public bool CanOpenStream => sender.CanOpen;

    /// <summary>Reads up to the next event.</summary>
    /// <param name="input">All unread bytes of the connection. What is not consumed is given again, with more behind it.</param>
    /// <param name="consumed">How many were read.</param>
    public Http2Event Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (state.Fault is null)
        {
            if (TryTakeRefused(out Http2Event refused))
            {
                return refused;
            }

            if (prefaceBytes > 0 && !TryTakePreface(input, ref consumed))
            {
                break;
            }

            ParseState parsed = FrameReader.Read(
                input[consumed..], state.Local.MaxFrameSize, out Frame frame, out int frameBytes, out Http2Fault? fault);
            if (parsed == ParseState.NeedMore)
            {
                return Http2Event.NeedMore;
            }

            consumed += frameBytes;
            Http2Event taken = parsed == ParseState.Done ? Take(frame) : TakeBroken(fault!);
            if (taken.Kind != Http2EventKind.NeedMore)
            {
                return taken;
            }
        }

        return state.Fault is { } failure ? Http2Event.Failed(failure) : Http2Event.NeedMore;
    }

    /// <summary>Begins a stream with the head of its request; only when <see cref="CanOpenStream"/>.</summary>
    public Http2Stream OpenStream(FieldList head, bool endsStream) => sender.Open(head, endsStream);

    /// <summary>Appends a head or trailers; false when the stream cannot be written to any more.</summary>
    public bool SendFields(Http2Stream stream, FieldList fields, bool endsStream) => sender.SendFields(stream, fields, endsStream);

    /// <summary>Appends as much of a body as windows and output take, and says how much that was.</summary>
    public int SendData(Http2Stream stream, ReadOnlySpan<byte> bytes, bool endsStream) => sender.SendData(stream, bytes, endsStream);

    /// <summary>Says that so many bytes of DATA events have left us: only then may the peer send more.</summary>
    public void Consume(Http2Stream stream, int bytes) => state.Consume(stream, bytes);

    /// <summary>Resets a stream that is not closed; what is held of it counts as consumed.</summary>
    public void Reset(Http2Stream stream, Http2ErrorCode code)
    {
        if (state.Fault is null && stream.State != StreamState.Closed)
        {
            state.Reset(stream, code);
        }
    }

    /// <summary>Gives a closed stream's object back; it must not be touched again.</summary>
    public void Recycle(Http2Stream stream)
    {
        state.Consume(stream, stream.ReceiveWindow.Held);
        state.Streams.Recycle(stream);
    }

    /// <param name="bytes">Eight, which come back with <see cref="Http2EventKind.PingAcknowledged"/>.</param>
    public void SendPing(ReadOnlySpan<byte> bytes) => FrameWriter.WritePing(bytes, isAck: false, state.Output);

    /// <summary>
    /// Begins to end the connection gracefully (RFC 9113 §6.8): the peer should begin no more streams, and those that are on their way are
    /// taken. After a round trip, a PING's say,
    /// <see cref="FinishGoAway"/> says which was the last one.
    /// </summary>
    public void AnnounceGoAway() => state.GoAway.Announce(state.Output);

    /// <summary>Says which stream was the last one that is taken; those that are open go on.</summary>
    public void FinishGoAway() => state.GoAway.Send(state.LastPeerStreamId, Http2ErrorCode.NoError, state.Output);

    /// <summary>Begins a new period of <see cref="AbuseLimits"/>.</summary>
    public void BeginPeriod() => state.Meter.BeginPeriod();

    /// <summary>Gives all buffers back; the connection is not used again.</summary>
    public void Release()
    {
        heads.Release();
        state.Output.Release();
    }

    /// <summary>
    /// After the peer's GOAWAY its streams beyond the last one are over, one event each: the peer has not begun with them.
    /// </summary>
    private bool TryTakeRefused(out Http2Event refused)
    {
        refused = default;
        if (!state.GoAway.HasUnrefused)
        {
            return false;
        }

        foreach (Http2Stream stream in state.Streams.All)
        {
            if (stream.Id > state.GoAway.PeerLastStreamId && state.IsOwn(stream.Id))
            {
                stream.Signal(StreamSignal.ReceiveReset);
                state.SettleIfClosed(stream);
                refused = new Http2Event
                {
                    Kind = Http2EventKind.Reset,
                    Stream = stream,
                    Code = Http2ErrorCode.RefusedStream,
                    IsRetryable = true,
                };
                return true;
            }
        }

        state.GoAway.HasUnrefused = false;
        return false;
    }

    /// <summary>The client's connection preface (RFC 9113 §3.4), judged by each byte that has come.</summary>
    private bool TryTakePreface(ReadOnlySpan<byte> input, ref int consumed)
    {
        ReadOnlySpan<byte> expected = FrameWriter.Preface[^prefaceBytes..];
        int known = Math.Min(expected.Length, input.Length);
        if (!input[..known].SequenceEqual(expected[..known]))
        {
            state.Fail(Http2Fault.Protocol("The client does not begin with the connection preface (RFC 9113 §3.4)."));
            return false;
        }

        prefaceBytes -= known;
        consumed += known;
        return prefaceBytes == 0;
    }

    private Http2Event TakeBroken(Http2Fault fault)
        => heads.BlockStreamId != 0 || fault.EndsConnection ? state.Fail(fault with { StreamId = 0 }) : control.FailStream(fault);

    private Http2Event Take(scoped in Frame frame)
    {
        Debug.Assert(state.Fault is null, "a failed connection reads on");
        if (heads.BlockStreamId != 0 && frame.Type != FrameType.Continuation)
        {
            return state.Fail(Http2Fault.Protocol("A block of fields is interrupted by another frame (RFC 9113 §4.3)."));
        }

        if (!state.HasPeerSettings && (frame.Type != FrameType.Settings || frame.Has(FrameFlags.Ack)))
        {
            return state.Fail(Http2Fault.Protocol("The first frame is not SETTINGS (RFC 9113 §3.4)."));
        }

        return frame.Type switch
        {
            FrameType.Data => data.Receive(frame),
            FrameType.Headers => heads.ReceiveHeaders(frame),
            FrameType.Priority => control.ReceivePriority(frame),
            FrameType.RstStream => control.ReceiveReset(frame),
            FrameType.Settings => settings.Receive(frame),
            FrameType.PushPromise => state.Fail(Http2Fault.Protocol("PUSH_PROMISE comes where push is not enabled (RFC 9113 §8.4).")),
            FrameType.Ping => control.ReceivePing(frame),
            FrameType.GoAway => control.ReceiveGoAway(frame),
            FrameType.WindowUpdate => control.ReceiveWindowUpdate(frame),
            FrameType.Continuation => heads.ReceiveContinuation(frame),
            FrameType.PriorityUpdate => control.ReceivePriorityUpdate(frame),
            _ => control.ReceiveUnknown(),
        };
    }
}
