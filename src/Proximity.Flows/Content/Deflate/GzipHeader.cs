namespace Proximity.Content.Deflate;

/// <summary>
/// Reads the header of a gzip member byte by byte (RFC 1952 §2.3). The parts come in the order of <see cref="Part"/>; those that the
/// flags do not name are passed over. Name and comment are not kept.
/// </summary>
internal sealed class GzipHeader
{
    public const byte FirstMagic = 0x1F;
    public const byte SecondMagic = 0x8B;

    private const byte DeflateMethod = 8;
    private const int FixedBytes = 10;
    private const int CheckSumFlag = 2;
    private const int ExtraFlag = 4;
    private const int NameFlag = 8;
    private const int CommentFlag = 16;
    private const int UnknownFlags = 0xE0;

    private Crc32 crc;
    private Part part;
    private int index;
    private int flags;
    private int number;

    private enum Part : byte
    {
        Fixed,
        ExtraLength,
        Extra,
        Name,
        Comment,
        CheckSum,
        Done,
    }

    public bool IsDone => part == Part.Done;

    public void Begin()
    {
        crc = default;
        (part, index, number) = (Part.Fixed, 0, 0);
    }

    /// <summary>Takes a byte of the header; the result is what is wrong with it.</summary>
    public string? Take(byte value)
    {
        if (part != Part.CheckSum)
        {
            crc.Append(value);
        }

        switch (part)
        {
            case Part.Fixed:
                return TakeFixed(value);
            case Part.ExtraLength:
                TakeNumber(value);
                break;
            case Part.Extra:
                TakeExtra();
                break;
            case Part.Name or Part.Comment when value == 0:
                MoveTo(part + 1);
                break;
            case Part.CheckSum:
                return TakeCheckSum(value);
        }

        return null;
    }

    private string? TakeFixed(byte value)
    {
        int at = index++;
        if (at == 3)
        {
            flags = value;
        }

        if (index == FixedBytes)
        {
            MoveTo(Part.ExtraLength);
        }

        return at switch
        {
            0 when value != FirstMagic => "The data does not begin as gzip does (RFC 1952 §2.3.1).",
            1 when value != SecondMagic => "The data does not begin as gzip does (RFC 1952 §2.3.1).",
            2 when value != DeflateMethod => "A gzip member names a compression method that is not deflate (RFC 1952 §2.3.1).",
            3 when (value & UnknownFlags) != 0 => "A gzip member has flags that have no meaning (RFC 1952 §2.3.1.2).",
            _ => null,
        };
    }

    private void TakeNumber(byte value)
    {
        number |= value << (8 * index++);
        if (index == 2)
        {
            MoveTo(Part.Extra);
        }
    }

    private void TakeExtra()
    {
        number--;
        if (number == 0)
        {
            MoveTo(Part.Name);
        }
    }

    private string? TakeCheckSum(byte value)
    {
        byte expected = (byte)(crc.Value >> (8 * index++));
        if (index == 2)
        {
            part = Part.Done;
        }

        return value == expected ? null : "The check sum of a gzip member's header is wrong (RFC 1952 §2.3.1).";
    }

    /// <summary>Goes on with the part, or the first one behind it that the flags name.</summary>
    private void MoveTo(Part next)
    {
        while (!IsNamed(next))
        {
            next++;
        }

        part = next;
        index = 0;
    }

    private bool IsNamed(Part candidate) => candidate switch
    {
        Part.ExtraLength => (flags & ExtraFlag) != 0,
        Part.Extra => number > 0,
        Part.Name => (flags & NameFlag) != 0,
        Part.Comment => (flags & CommentFlag) != 0,
        Part.CheckSum => (flags & CheckSumFlag) != 0,
        _ => true,
    };
}
