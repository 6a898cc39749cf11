using System.Diagnostics;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Hpack;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// What the receiving and the sending half of a connection share. Every byte of credit that the peer gets back is counted here, in
/// <see cref="Consume"/>: a branch that forgot it would stall a connection for ever.
/// </summary>
internal sealed class ConnectionState(BufferPool pool, Http2Role role, Http2Limits limits)
{
    private ReceiveWindow receiveWindow = new(Http2Settings.DefaultWindowBytes);
    private SendWindow sendWindow = new(Http2Settings.DefaultWindowBytes);

    public Http2Role Role => role;

    public Http2Limits Limits => limits;

    /// <summary>Where frames go. The owner writes it to the peer, and may swap it for an empty one.</summary>
    public ByteBuffer Output { get; set; } = new(pool);

    public Http2Settings Peer { get; set; } = Http2Settings.Default;

    /// <summary>True once the peer's first SETTINGS came.</summary>
    public bool HasPeerSettings { get; set; }

    public LocalSettings Local { get; } = new();

    public StreamTable Streams { get; } = new();

    public ClosedStreams Closed { get; } = new();

    public GoAwayState GoAway { get; } = new();

    public AbuseMeter Meter { get; } = new(limits.Abuse);

    public HpackEncoder Encoder { get; } = new();

    public HpackDecoder Decoder { get; } = new(pool, limits.MaxHeaderListBytes);

    /// <summary>The last stream that the peer began.</summary>
    public int LastPeerStreamId { get; set; }

    /// <summary>The last stream that we began.</summary>
    public int LastOwnStreamId { get; set; }

    /// <summary>Why nothing more is read; null while the connection works.</summary>
    public Http2Fault? Fault { get; private set; }

    public ref SendWindow SendWindow => ref sendWindow;

    /// <summary>True for a number that no HEADERS frame has made a stream of yet (RFC 9113 §5.1.1).</summary>
    public bool IsIdle(int streamId) => streamId > (IsOwn(streamId) ? LastOwnStreamId : LastPeerStreamId);

    /// <summary>Clients have the odd numbers (RFC 9113 §5.1.1).</summary>
    public bool IsOwn(int streamId) => (streamId & 1) == (role == Http2Role.Client ? 1 : 0);

    /// <summary>Sends our settings, and makes the connection's window as large as it is to be.</summary>
    public void SendFirstFrames()
    {
        Setting[] ofRole = role == Http2Role.Client
            ? [new(SettingId.EnablePush, 0)]
            :
            [
                new(SettingId.MaxConcurrentStreams, (uint)limits.MaxConcurrentStreams),
                new(SettingId.EnableConnectProtocol, limits.EnableConnectProtocol ? 1u : 0),
            ];
        Setting[] settings =
        [
            .. ofRole,
            new(SettingId.InitialWindowSize, (uint)limits.StreamWindowBytes),
            new(SettingId.MaxHeaderListSize, (uint)limits.MaxHeaderListBytes),
            new(SettingId.NoRfc7540Priorities, 1),
        ];
        bool isSent = Local.TryAdd(Http2Settings.Default with
        {
            MaxConcurrentStreams = (uint)limits.MaxConcurrentStreams,
            InitialWindowSize = limits.StreamWindowBytes,
            MaxHeaderListSize = (uint)limits.MaxHeaderListBytes,
            EnableConnectProtocol = limits.EnableConnectProtocol,
        });
        Debug.Assert(isSent, "the first settings wait for no others");
        FrameWriter.WriteSettings(settings, Output);
        if (limits.ConnectionWindowBytes > Http2Settings.DefaultWindowBytes)
        {
            FrameWriter.WriteWindowUpdate(0, receiveWindow.Enlarge(limits.ConnectionWindowBytes), Output);
        }
    }

    /// <summary>Counts DATA against the connection's window; false when it has none for it.</summary>
    public bool TryReceive(int bytes) => receiveWindow.TryReceive(bytes);

    /// <summary>
    /// Counts bytes that have left us, or that nobody wants: on the connection, and on the stream while it may still send. The stream is
    /// null for DATA of streams that are gone.
    /// </summary>
    public void Consume(Http2Stream? stream, int bytes)
    {
        int counted = stream is null ? bytes : Math.Min(bytes, stream.ReceiveWindow.Held);
        if (counted == 0)
        {
            return;
        }

        if (stream?.ReceiveWindow.Consume(counted) is int streamIncrement and > 0 && stream.IsRemoteOpen)
        {
            FrameWriter.WriteWindowUpdate(stream.Id, streamIncrement, Output);
        }

        if (receiveWindow.Consume(counted) is int increment and > 0)
        {
            FrameWriter.WriteWindowUpdate(0, increment, Output);
        }
    }

    /// <summary>Takes a stream off the table when it has closed. What of it was reset is not waited for: its bytes are consumed.</summary>
    public void SettleIfClosed(Http2Stream stream)
    {
        if (stream.State != StreamState.Closed)
        {
            return;
        }

        Streams.Remove(stream);
        Closed.Add(stream.Id, stream.ClosedKind);
        if (stream.ClosedKind != ClosedKind.Ended)
        {
            Consume(stream, stream.ReceiveWindow.Held);
        }
    }

    /// <summary>Resets a stream that is on the table.</summary>
    public void Reset(Http2Stream stream, Http2ErrorCode code)
    {
        FrameWriter.WriteReset(stream.Id, code, Output);
        stream.Signal(StreamSignal.SendReset);
        SettleIfClosed(stream);
    }

    /// <summary>Ends the connection for what the peer did: the last stream that was taken says what may be repeated.</summary>
    public Http2Event Fail(Http2Fault fault)
    {
        if (Fault is null)
        {
            Fault = fault;
            GoAway.Send(LastPeerStreamId, fault.Code, Output);
        }

        return Http2Event.Failed(Fault);
    }

    /// <summary>
    /// Resets the stream of a fault. That counts like a reset of the peer's: to make us reset streams costs as much as to reset them. One
    /// too many ends the connection, and so does a fault of the connection.
    /// </summary>
    public Http2Event FailStream(Http2Fault fault)
    {
        Http2Fault? ending = fault.EndsConnection ? fault : CountReset();
        if (ending is not null)
        {
            return Fail(ending);
        }

        Http2Stream? stream = Streams.Find(fault.StreamId);
        if (stream is not null)
        {
            Reset(stream, fault.Code);
        }
        else
        {
            FrameWriter.WriteReset(fault.StreamId, fault.Code, Output);
            Closed.Add(fault.StreamId, ClosedKind.ResetByUs);
        }

        return new Http2Event { Kind = Http2EventKind.StreamFault, Stream = stream, Fault = fault, Code = fault.Code };
    }

    /// <summary>
    /// Counts a reset; the connection error of one too many. A server has no use of resetting what we have begun: its resets are bounded by
    /// our requests.
    /// </summary>
    public Http2Fault? CountReset() => role == Http2Role.Server ? Meter.Count(Http2Abuse.RapidReset) : null;

    /// <summary>Judges a frame of a message on a stream that is not on the table and not idle (RFC 9113 §5.1, closed).</summary>
    public Http2Event JudgeLate(int streamId, bool isHeaders)
    {
        if (Meter.Count(Http2Abuse.ClosedStreamFlood) is { } flood)
        {
            return Fail(flood);
        }

        switch (Closed.KindOf(streamId))
        {
            case ClosedKind.ResetByUs:
                return Http2Event.NeedMore;
            case ClosedKind.Ended:
                return Fail(Http2Fault.OfConnection(Http2ErrorCode.StreamClosed, "A frame follows END_STREAM (RFC 9113 §5.1)."));
            case ClosedKind.Forgotten when isHeaders && role == Http2Role.Server:
                return Fail(Http2Fault.Protocol("A stream is not numbered beyond those before it (RFC 9113 §5.1.1)."));
            default:
                return FailStream(new Http2Fault(Http2ErrorCode.StreamClosed, streamId, "A frame follows RST_STREAM (RFC 9113 §5.1)."));
        }
    }

    /// <summary>Moves the receiving windows of all streams by what the peer has just acknowledged (RFC 9113 §6.9.2).</summary>
    public void ShiftReceiveWindows(int bytes)
    {
        foreach (Http2Stream stream in Streams.All)
        {
            stream.ReceiveWindow.Shift(bytes);
        }
    }
}
