using System.Buffers.Binary;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.WebSockets;

/// <summary>What stands before a frame's payload (RFC 6455 §5.2).</summary>
/// <param name="IsFinal">The frame is a message's last one.</param>
/// <param name="ReservedBits">RSV1, RSV2 and RSV3 as a number: 4, 2 and 1.</param>
/// <param name="Opcode">What it is; reserved values are kept as they came.</param>
/// <param name="MaskKey">The masking key, its first byte lowest; null for an unmasked frame.</param>
/// <param name="Length">The payload's length in bytes.</param>
/// <param name="IsShortest">False when the length was written with more bytes than it needs.</param>
internal readonly record struct FrameHeader(bool IsFinal, byte ReservedBits, Opcode Opcode, uint? MaskKey, long Length, bool IsShortest)
{
    /// <summary>The longest header: two bytes, eight of length, four of key.</summary>
    public const int MaxBytes = 14;

    /// <summary>RSV1, which marks a compressed message (RFC 7692 §6).</summary>
    public const byte Compressed = 4;

    private const byte MaskBit = 0x80;
    private const byte FinalBit = 0x80;
    private const int TwoByteLength = 126;
    private const int EightByteLength = 127;
    private const int KeyBytes = 4;

    /// <summary>Reads a header. The one fault is a length with its highest bit set (RFC 6455 §5.2): where the next frame begins is unknown then.</summary>
    /// <param name="bytes">The frame from its first byte.</param>
    /// <param name="header">The header, when done.</param>
    /// <param name="consumed">How many bytes it has, when done.</param>
    public static ParseState Read(ReadOnlySpan<byte> bytes, out FrameHeader header, out int consumed)
    {
        header = default;
        consumed = 0;
        if (bytes.Length < 2)
        {
            return ParseState.NeedMore;
        }

        int shortLength = bytes[1] & ~MaskBit;
        int lengthBytes = shortLength switch { TwoByteLength => 2, EightByteLength => 8, _ => 0 };
        bool isMasked = (bytes[1] & MaskBit) != 0;
        int total = 2 + lengthBytes + (isMasked ? KeyBytes : 0);
        if (bytes.Length < total)
        {
            return ParseState.NeedMore;
        }

        long length = lengthBytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => shortLength,
        };
        if (length < 0)
        {
            return ParseState.Fault;
        }

        bool isShortest = lengthBytes switch { 2 => length >= TwoByteLength, 8 => length > ushort.MaxValue, _ => true };
        uint? key = isMasked ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(total - KeyBytes)..]) : null;
        header = new FrameHeader((bytes[0] & FinalBit) != 0, (byte)((bytes[0] >> 4) & 7), (Opcode)(bytes[0] & 0xF), key, length, isShortest);
        consumed = total;
        return ParseState.Done;
    }

    /// <summary>Writes the header in its shortest form; returns how many bytes it has.</summary>
    /// <param name="output">At least <see cref="MaxBytes"/>.</param>
    public int Write(Span<byte> output)
    {
        output[0] = (byte)((IsFinal ? FinalBit : 0) | (ReservedBits << 4) | (byte)Opcode);
        int written = 2;
        if (Length < TwoByteLength)
        {
            output[1] = (byte)Length;
        }
        else if (Length <= ushort.MaxValue)
        {
            output[1] = TwoByteLength;
            BinaryPrimitives.WriteUInt16BigEndian(output[2..], (ushort)Length);
            written += 2;
        }
        else
        {
            output[1] = EightByteLength;
            BinaryPrimitives.WriteInt64BigEndian(output[2..], Length);
            written += 8;
        }

        if (MaskKey is { } key)
        {
            output[1] |= MaskBit;
            BinaryPrimitives.WriteUInt32LittleEndian(output[written..], key);
            written += KeyBytes;
        }

        return written;
    }
}
