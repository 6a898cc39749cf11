namespace Proximity.Content.Deflate;

/// <summary>
/// Takes gzip off a body (RFC 1952). A body is one member or several; each is a header, deflated data, and a trailer with check sum and
/// length, which are compared. Behind a trailer another member follows when the next two bytes say so; everything else there is left out.
/// </summary>
internal sealed class GzipDecoder : CodedDecoder
{
    private const int TrailerBytes = 8;

    private readonly GzipHeader header = new();
    private readonly Inflater inflater = new();
    private Crc32 crc;
    private uint length;
    private ulong trailer;
    private int trailerLength;
    private Part part;

    private enum Part : byte
    {
        Header,
        Data,
        Trailer,
        Between,
        SecondMagic,
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
                _ when consumed == source.Length => EndWithin(isLast),
                _ => TakeFrame(source[consumed++]) is { } problem ? Fail(problem) : null,
            };
            if (end is { } status)
            {
                return status;
            }
        }
    }

    private ContentStatus? Inflate(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, ref int consumed, ref int written)
    {
        ContentStatus status = inflater.Process(source[consumed..], destination[written..], out int taken, out int count);
        ReadOnlySpan<byte> output = destination.Slice(written, count);
        crc.Append(output);
        length += (uint)count;
        consumed += taken;
        written += count;
        switch (status)
        {
            case ContentStatus.NeedMore:
                return Starve(isLast, "The data ends within a gzip member.");
            case ContentStatus.Invalid:
                return Fail(inflater.Problem!);
            case ContentStatus.Done:
                (part, trailer, trailerLength) = (Part.Trailer, 0, 0);
                return null;
            default:
                return status;
        }
    }

    /// <summary>The source has ended outside the deflated data.</summary>
    private ContentStatus EndWithin(bool isLast)
    {
        switch (part)
        {
            case Part.Header:
                return Starve(isLast, "The data ends within the header of a gzip member.");
            case Part.Trailer:
                return Starve(isLast, "The data ends without the trailer of a gzip member, or within it.");
            case Part.SecondMagic when isLast:
                MarkTrailing();
                break;
        }

        return OfNothing(isLast);
    }

    /// <summary>Takes a byte outside the deflated data; the result is what is wrong with it.</summary>
    private string? TakeFrame(byte value)
    {
        switch (part)
        {
            case Part.Header:
                return TakeHeader(value);
            case Part.Trailer:
                return TakeTrailer(value);
            case Part.Between when value == GzipHeader.FirstMagic:
                part = Part.SecondMagic;
                return null;
            case Part.SecondMagic when value == GzipHeader.SecondMagic:
                BeginMember();
                return null;
            default:
                MarkTrailing();
                part = Part.Trailing;
                return null;
        }
    }

    private string? TakeHeader(byte value)
    {
        string? problem = header.Take(value);
        if (header.IsDone)
        {
            part = Part.Data;
        }

        return problem;
    }

    private string? TakeTrailer(byte value)
    {
        trailer |= (ulong)value << (8 * trailerLength++);
        if (trailerLength < TrailerBytes)
        {
            return null;
        }

        part = Part.Between;
        return (uint)trailer != crc.Value ? "The check sum of a gzip member is wrong (RFC 1952 §2.3.1)."
            : (uint)(trailer >> 32) != length ? "The length of a gzip member is wrong (RFC 1952 §2.3.1)." : null;
    }

    private void BeginMember()
    {
        inflater.Restart();
        crc = default;
        length = 0;
        header.Begin();
        _ = header.Take(GzipHeader.FirstMagic);
        _ = header.Take(GzipHeader.SecondMagic);
        part = Part.Header;
    }
}
