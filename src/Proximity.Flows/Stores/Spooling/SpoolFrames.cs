using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Proximity.Content.Deflate;

namespace Proximity.Stores.Spooling;

/// <summary>
/// How records lie in a segment: one behind the other, each behind a header of the segment's mark, the record's number in the segment, its
/// length and its check sum, and the check sum of the header itself; four bytes each, the lowest first. After a header that is damaged the
/// next one is found by the mark, which is random: no content of a flow passes for a header.
/// </summary>
internal static class SpoolFrames
{
    public const int HeaderBytes = 5 * sizeof(uint);

    /// <summary>Writes a record behind its header.</summary>
    public static void Write(IBufferWriter<byte> output, uint mark, uint ordinal, ReadOnlySpan<byte> content)
    {
        Span<byte> header = output.GetSpan(HeaderBytes)[..HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, mark);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], ordinal);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], SumOf(content));
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SumOf(header[..16]));
        output.Advance(HeaderBytes);
        output.Write(content);
    }

    /// <summary>Finds the records of a segment. Whatever its bytes, it ends.</summary>
    /// <param name="segment">All of the segment's bytes.</param>
    /// <param name="mark">The segment's mark.</param>
    /// <param name="from">Where to begin: at a record.</param>
    /// <param name="ordinal">The number of the record that lies there.</param>
    public static SpoolScan Scan(ReadOnlySpan<byte> segment, uint mark, int from = 0, uint ordinal = 0)
    {
        List<SpoolFrame> frames = [];
        long damaged = 0;
        long next = ordinal;
        long seen = ordinal;
        int end = Math.Min(from, segment.Length);
        int offset = end;
        while (TryFindHeader(segment, mark, ref offset, out Header header))
        {
            seen = Math.Max(seen, header.Ordinal + 1L);
            ReadOnlySpan<byte> rest = segment[(offset + HeaderBytes)..];
            if (header.Length > rest.Length)
            {
                break;
            }

            if (header.Ordinal >= next && SumOf(rest[..header.Length]) == header.Sum)
            {
                frames.Add(new SpoolFrame(offset, header.Length, header.Ordinal));
                damaged += header.Ordinal - next;
                next = header.Ordinal + 1L;
                end = frames[^1].End;
            }

            offset += HeaderBytes + header.Length;
        }

        if (end < segment.Length)
        {
            damaged += Math.Max(1, seen - next);
        }

        return new SpoolScan(frames, end, (int)Math.Min(damaged, int.MaxValue));
    }

    /// <summary>The record of a frame; false when it is not what was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, uint mark, [NotNullWhen(true)] out FlowRecord? record)
    {
        record = null;
        if (!TryReadHeader(frame, mark, out Header header) || header.Length != frame.Length - HeaderBytes
            || SumOf(frame[HeaderBytes..]) != header.Sum)
        {
            return false;
        }

        try
        {
            // A copy: the flow keeps parts of it, and the frame's buffer serves for others.
            record = FlowRecordCodec.Read(frame[HeaderBytes..].ToArray());
            return true;
        }
        catch (InvalidDataException)
        {
            // Whole, but of a newer version.
            return false;
        }
    }

    private static bool TryFindHeader(ReadOnlySpan<byte> segment, uint mark, ref int offset, out Header header)
    {
        Span<byte> wanted = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, mark);
        while (!TryReadHeader(segment[offset..], mark, out header))
        {
            if (segment.Length - offset <= HeaderBytes)
            {
                return false;
            }

            int found = segment[(offset + 1)..].IndexOf(wanted);
            if (found < 0)
            {
                return false;
            }

            offset += 1 + found;
        }

        return true;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, uint mark, out Header header)
    {
        header = default;
        if (bytes.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != mark
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) != SumOf(bytes[..16]))
        {
            return false;
        }

        header = new Header(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        return header.Length >= 0;
    }

    private static uint SumOf(ReadOnlySpan<byte> bytes)
    {
        var sum = default(Crc32);
        sum.Append(bytes);
        return sum.Value;
    }

    private readonly record struct Header(uint Ordinal, int Length, uint Sum);
}
