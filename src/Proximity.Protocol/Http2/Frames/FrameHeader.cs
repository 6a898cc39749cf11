using System.Buffers.Binary;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>The nine bytes before each payload (RFC 9113 §4.1).</summary>
/// <param name="Length">The payload's bytes.</param>
/// <param name="Type">Its type; unknown ones are kept as they came.</param>
/// <param name="Flags">Its flags, with those that have no meaning.</param>
/// <param name="StreamId">The stream, or 0 for the connection. The reserved bit before it is ignored, and sent as 0.</param>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    public const int Bytes = 9;

    private const int StreamIdMask = 0x7FFF_FFFF;

    /// <param name="bytes">At least <see cref="Bytes"/>.</param>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8),
        (FrameType)bytes[3],
        (FrameFlags)bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & StreamIdMask);

    /// <param name="output">At least <see cref="Bytes"/>.</param>
    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output, ((uint)Length << 8) | (byte)Type);
        output[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(output[5..], StreamId);
    }
}
