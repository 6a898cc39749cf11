using System.Buffers.Binary;
using Proximity.Content.Deflate;

namespace Proximity.Stores.Spooling;

/// <summary>How far a spool is delivered: what lies before has gone into the store.</summary>
/// <param name="Segment">The number of the oldest segment that is not wholly delivered.</param>
/// <param name="Offset">The first byte of it that is not.</param>
/// <param name="Ordinal">The number of the record that lies there.</param>
internal readonly record struct SpoolPosition(long Segment, int Offset, uint Ordinal)
{
    /// <summary>What it takes as bytes.</summary>
    public const int Bytes = 20;

    /// <summary>The first position, and that of bytes that are none: what was delivered comes again then.</summary>
    public static SpoolPosition Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) != SumOf(bytes[..16]))
        {
            return default;
        }

        var position = new SpoolPosition(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        return position is { Segment: >= 0 and <= SpoolSegment.MaxNumber, Offset: >= 0 } ? position : default;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Segment);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Ordinal);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], SumOf(bytes[..16]));
    }

    private static uint SumOf(ReadOnlySpan<byte> bytes)
    {
        var sum = default(Crc32);
        sum.Append(bytes);
        return sum.Value;
    }
}
