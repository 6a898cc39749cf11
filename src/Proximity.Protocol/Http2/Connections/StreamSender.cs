using System.Diagnostics;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>Appends messages to the output, within the windows and the peer's settings.</summary>
internal sealed class StreamSender(BufferPool pool, ConnectionState state)
{
    /// <summary>
    /// How many streams a peer takes for sure whose SETTINGS have not come: RFC 9113 §6.5.2 asks every one to take as many.
    /// </summary>
    private const uint StreamsBeforeSettings = 100;

    /// <summary>
    /// A frame of less, with more to send, is what a peer gets that opens its window byte by byte, each of which would cost us a frame.
    /// </summary>
    private const int CrumbBytes = 1024;

    private readonly ByteBuffer block = new(pool);

    /// <summary>True when a stream may be begun now: by a client, on a connection that goes on, within the peer's limit.</summary>
    public bool CanOpen
        => state is { Role: Http2Role.Client, Fault: null, GoAway: { IsReceived: false, IsSent: false } }
            && state.LastOwnStreamId < int.MaxValue - 2
            && state.Streams.Count < (state.HasPeerSettings ? state.Peer.MaxConcurrentStreams : StreamsBeforeSettings);

    /// <summary>Begins a stream with its head.</summary>
    public Http2Stream Open(FieldList head, bool endsStream)
    {
        Debug.Assert(CanOpen, "a stream is begun that the peer would refuse");
        state.LastOwnStreamId += state.LastOwnStreamId == 0 ? 1 : 2;
        Http2Stream stream = state.Streams.Add(
            state.LastOwnStreamId, state.Peer.InitialWindowSize, state.Local.InForce.InitialWindowSize);
        stream.ContentRule = RuleOf(head);
        bool isSent = SendFields(stream, head, endsStream);
        Debug.Assert(isSent, "an idle stream takes a head");
        return stream;
    }

    /// <summary>Appends a head or trailers; false, and nothing is encoded, when the stream cannot be written to any more.</summary>
    public bool SendFields(Http2Stream stream, FieldList fields, bool endsStream)
    {
        if (state.Fault is not null || !stream.TrySignal(StreamSignal.SendHeaders))
        {
            return false;
        }

        state.Encoder.Encode(fields, block);
        FrameWriter.WriteFields(stream.Id, block.Span, endsStream, state.Peer.MaxFrameSize, state.Output);
        block.Release();
        EndIf(endsStream, stream);
        return true;
    }

    /// <summary>
    /// Appends as much of a body as windows and output take; how much that was. The rest is given again when they have opened.
    /// </summary>
    /// <param name="stream">The stream, whose head was sent.</param>
    /// <param name="data">What is to be sent.</param>
    /// <param name="endsStream">True when nothing follows behind all of it.</param>
    public int SendData(Http2Stream stream, ReadOnlySpan<byte> data, bool endsStream)
    {
        if (state.Fault is not null || !stream.IsLocalOpen)
        {
            return 0;
        }

        int sent = 0;
        while (sent < data.Length || (endsStream && data.IsEmpty))
        {
            int room = data.IsEmpty ? 0 : RoomFor(stream, data.Length - sent);
            if (room == 0 && !data.IsEmpty)
            {
                return sent;
            }

            bool isLast = endsStream && sent + room == data.Length;
            FrameWriter.WriteData(stream.Id, data.Slice(sent, room), isLast, state.Output);
            stream.SendWindow.Take(room);
            state.SendWindow.Take(room);
            sent += room;
            if (room >= CrumbBytes || sent == data.Length)
            {
                state.Meter.Forgive(Http2Abuse.WindowUpdateFlood, 2);
            }

            if (isLast)
            {
                EndIf(endsStream: true, stream);
                return sent;
            }
        }

        return sent;
    }

    private static ContentRule RuleOf(FieldList head)
    {
        for (int index = 0; index < head.Count; index++)
        {
            if (head.Traits(index).Kind == Http2FieldKind.Method)
            {
                ReadOnlySpan<byte> method = head.Value(index);
                return method.SequenceEqual("HEAD"u8) ? ContentRule.None
                    : method.SequenceEqual("CONNECT"u8) ? ContentRule.Tunnel
                    : ContentRule.AsDeclared;
            }
        }

        return ContentRule.AsDeclared;
    }

    private int RoomFor(Http2Stream stream, int length)
    {
        int window = Math.Min(stream.SendWindow.Available, state.SendWindow.Available);
        int output = state.Limits.MaxOutputBytes - state.Output.Length;
        int frame = Math.Min(state.Peer.MaxFrameSize, length);
        return Math.Max(0, Math.Min(frame, Math.Min(window, output)));
    }

    private void EndIf(bool endsStream, Http2Stream stream)
    {
        if (endsStream)
        {
            stream.Signal(StreamSignal.SendEndStream);
            state.SettleIfClosed(stream);
        }
    }
}
