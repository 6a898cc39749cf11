using System.Diagnostics;

namespace Proximity.Content.Deflate;

/// <summary>
/// Takes the coding <c>deflate</c> off a body: zlib's format (RFC 9110 §8.4.1.2, RFC 1950), or deflated data as it is, which servers send
/// under the same name. The first two bytes decide. Deflated data that looks like a zlib header would begin with a stored block whose
/// unused bits are set; no encoder is known to do so.
/// </summary>
internal sealed class DeflateDecoder : CodedDecoder
{
    private const int MethodMask = 0x0F;
    private const int DeflateMethod = 8;
    private const int MaxWindow = 7;
    private const int DictionaryFlag = 0x20;
    private const int TrailerBytes = 4;

    private readonly Inflater inflater = new();
    private readonly byte[] head = new byte[2];
    private Adler32 adler = new();
    private int headLength;
    private int headTaken;
    private uint trailer;
    private int trailerLength;
    private bool isRaw;
    private Part part;

    private enum Part : byte
    {
        Head,
        Data,
        Trailer,
        Trailing,
    }

    public override void Dispose() => inflater.Dispose();

    protected override ContentStatus Decode(
        ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (true)
        {
            ContentStatus? end = part switch
            {
                Part.Data => Inflate(source, destination, isLast, ref consumed, ref written),
                Part.Trailing => SkipTrailing(source, isLast, ref consumed),
                Part.Head when consumed == source.Length => Starve(isLast, "The data ends within its first two bytes."),
                _ when consumed == source.Length => Starve(isLast, "The data ends without its check sum, or within it."),
                Part.Head => TakeHead(source[consumed++]),
                _ => TakeTrailer(source[consumed++]),
            };
            if (end is { } status)
            {
                return status;
            }
        }
    }

    private ContentStatus? TakeHead(byte value)
    {
        head[headLength++] = value;
        if (headLength < head.Length)
        {
            return null;
        }

        part = Part.Data;
        isRaw = (head[0] & MethodMask) != DeflateMethod || head[0] >> 4 > MaxWindow || ((head[0] << 8) | head[1]) % 31 != 0;
        headTaken = isRaw ? 0 : head.Length;
        return !isRaw && (head[1] & DictionaryFlag) != 0
            ? Fail("The data needs a dictionary that HTTP does not have (RFC 1950 §2.2).")
            : null;
    }

    private ContentStatus? Inflate(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, ref int consumed, ref int written)
    {
        // Deflated data without a header begins with the two bytes that were looked at.
        bool isOfHead = headTaken < head.Length;
        ReadOnlySpan<byte> input = isOfHead ? head.AsSpan(headTaken) : source[consumed..];
        ContentStatus status = inflater.Process(input, destination[written..], out int taken, out int count);
        if (isOfHead)
        {
            headTaken += taken;
        }
        else
        {
            consumed += taken;
        }

        if (!isRaw)
        {
            adler.Append(destination.Slice(written, count));
        }

        written += count;
        return status switch
        {
            ContentStatus.NeedMore => isOfHead ? null : Starve(isLast, "The data ends within its deflated data."),
            ContentStatus.Invalid => Fail(inflater.Problem!),
            ContentStatus.Done => EndData(),
            _ => status,
        };
    }

    private ContentStatus? EndData()
    {
        Debug.Assert(headTaken == head.Length, "the shortest deflated data has ten bits");
        part = isRaw ? Part.Trailing : Part.Trailer;
        return null;
    }

    private ContentStatus? TakeTrailer(byte value)
    {
        trailer = (trailer << 8) | value;
        if (++trailerLength < TrailerBytes)
        {
            return null;
        }

        part = Part.Trailing;
        return trailer == adler.Value ? null : Fail("The check sum is wrong (RFC 1950 §2.2).");
    }
}
