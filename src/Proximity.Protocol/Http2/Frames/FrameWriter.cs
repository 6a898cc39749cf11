using System.Buffers.Binary;
using System.Diagnostics;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>
/// Appends frames (RFC 9113 §6). What is written keeps the rules: lengths, streams and bounds are the caller's promise, and asserted.
/// </summary>
internal static class FrameWriter
{
    private const int WordBytes = 4;
    private const int PingBytes = 8;
    private const int SettingBytes = 6;

    /// <summary>What a client sends before its first frame (RFC 9113 §3.4).</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public static void Write(in FrameHeader header, ReadOnlySpan<byte> payload, ByteBuffer output)
    {
        Debug.Assert(header.Length == payload.Length, "a frame's length is its payload's");
        payload.CopyTo(Begin(header, output));
        output.Advance(FrameHeader.Bytes + payload.Length);
    }

    public static void WriteData(int streamId, ReadOnlySpan<byte> data, bool endsStream, ByteBuffer output)
        => Write(new FrameHeader(data.Length, FrameType.Data, endsStream ? FrameFlags.EndStream : FrameFlags.None, streamId), data, output);

    /// <summary>A whole block of fields: HEADERS, and as many CONTINUATION frames as it needs (§6.2, §6.10).</summary>
    public static void WriteFields(int streamId, ReadOnlySpan<byte> block, bool endsStream, int maxPayloadBytes, ByteBuffer output)
    {
        FrameType type = FrameType.Headers;
        FrameFlags flags = endsStream ? FrameFlags.EndStream : FrameFlags.None;
        while (block.Length > maxPayloadBytes)
        {
            Write(new FrameHeader(maxPayloadBytes, type, flags, streamId), block[..maxPayloadBytes], output);
            block = block[maxPayloadBytes..];
            (type, flags) = (FrameType.Continuation, FrameFlags.None);
        }

        Write(new FrameHeader(block.Length, type, flags | FrameFlags.EndHeaders, streamId), block, output);
    }

    public static void WriteReset(int streamId, Http2ErrorCode code, ByteBuffer output)
        => WriteWord(new FrameHeader(WordBytes, FrameType.RstStream, FrameFlags.None, streamId), (uint)code, output);

    /// <param name="streamId">The stream, or 0 for the connection.</param>
    /// <param name="increment">From 1 to 2^31-1 (§6.9).</param>
    /// <param name="output">Where it goes.</param>
    public static void WriteWindowUpdate(int streamId, int increment, ByteBuffer output)
    {
        Debug.Assert(increment > 0, "a window that does not grow is not announced");
        WriteWord(new FrameHeader(WordBytes, FrameType.WindowUpdate, FrameFlags.None, streamId), (uint)increment, output);
    }

    public static void WriteSettings(ReadOnlySpan<Setting> settings, ByteBuffer output)
    {
        int length = settings.Length * SettingBytes;
        Span<byte> payload = Begin(new FrameHeader(length, FrameType.Settings, FrameFlags.None, 0), output);
        for (int index = 0; index < settings.Length; index++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload[(index * SettingBytes)..], (ushort)settings[index].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload[((index * SettingBytes) + 2)..], settings[index].Value);
        }

        output.Advance(FrameHeader.Bytes + length);
    }

    public static void WriteSettingsAck(ByteBuffer output)
        => Write(new FrameHeader(0, FrameType.Settings, FrameFlags.Ack, 0), default, output);

    /// <param name="data">Eight bytes.</param>
    /// <param name="isAck">True for the answer to a PING of the peer.</param>
    /// <param name="output">Where it goes.</param>
    public static void WritePing(ReadOnlySpan<byte> data, bool isAck, ByteBuffer output)
        => Write(new FrameHeader(PingBytes, FrameType.Ping, isAck ? FrameFlags.Ack : FrameFlags.None, 0), data, output);

    public static void WriteGoAway(int lastStreamId, Http2ErrorCode code, ReadOnlySpan<byte> debugData, ByteBuffer output)
    {
        int length = (2 * WordBytes) + debugData.Length;
        Span<byte> payload = Begin(new FrameHeader(length, FrameType.GoAway, FrameFlags.None, 0), output);
        BinaryPrimitives.WriteInt32BigEndian(payload, lastStreamId);
        BinaryPrimitives.WriteUInt32BigEndian(payload[WordBytes..], (uint)code);
        debugData.CopyTo(payload[(2 * WordBytes)..]);
        output.Advance(FrameHeader.Bytes + length);
    }

    /// <param name="prioritizedId">The stream that the priority is of.</param>
    /// <param name="value">The value of a <c>priority</c> field (RFC 9218 §7.1).</param>
    /// <param name="output">Where it goes.</param>
    public static void WritePriorityUpdate(int prioritizedId, ReadOnlySpan<byte> value, ByteBuffer output)
    {
        int length = WordBytes + value.Length;
        Span<byte> payload = Begin(new FrameHeader(length, FrameType.PriorityUpdate, FrameFlags.None, 0), output);
        BinaryPrimitives.WriteInt32BigEndian(payload, prioritizedId);
        value.CopyTo(payload[WordBytes..]);
        output.Advance(FrameHeader.Bytes + length);
    }

    private static void WriteWord(in FrameHeader header, uint word, ByteBuffer output)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Begin(header, output), word);
        output.Advance(FrameHeader.Bytes + WordBytes);
    }

    /// <summary>Writes the header; the payload's room lies behind it, not yet advanced over.</summary>
    private static Span<byte> Begin(in FrameHeader header, ByteBuffer output)
    {
        Span<byte> room = output.Reserve(FrameHeader.Bytes + header.Length);
        header.Write(room);
        return room.Slice(FrameHeader.Bytes, header.Length);
    }
}
