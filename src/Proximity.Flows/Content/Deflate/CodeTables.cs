namespace Proximity.Content.Deflate;

/// <summary>The two codes of a block with codes of its own, read as they come (RFC 1951 §3.2.7).</summary>
internal sealed class CodeTables
{
    private const int CountBits = 14;
    private const int MaxLiterals = 286;
    private const int MaxDistances = 30;
    private const int EndOfBlock = 256;

    private readonly HuffmanCode lengthCode = new(19);
    private readonly byte[] lengths = new byte[MaxLiterals + MaxDistances];
    private int literalCount;
    private int distanceCount;
    private int lengthCodeCount;
    private int index;
    private int repeatSymbol;
    private Part part;

    private enum Part : byte
    {
        Counts,
        LengthCode,
        Symbol,
        Repeat,
    }

    public HuffmanCode Literals { get; } = new(MaxLiterals);

    public HuffmanCode Distances { get; } = new(MaxDistances);

    public string? Problem { get; private set; }

    private static ReadOnlySpan<byte> LengthCodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    public void Begin() => (part, index) = (Part.Counts, 0);

    /// <summary>Reads on: need more, done or invalid.</summary>
    public ContentStatus Read(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        while (Problem is null)
        {
            bool isWhole = part switch
            {
                Part.Counts => ReadCounts(ref input, source, ref at),
                Part.LengthCode => ReadLengthCode(ref input, source, ref at),
                Part.Symbol => ReadSymbol(ref input, source, ref at),
                _ => ReadRepeat(ref input, source, ref at),
            };
            if (!isWhole)
            {
                return ContentStatus.NeedMore;
            }

            if (part == Part.Symbol && index == literalCount + distanceCount)
            {
                Build();
                return Problem is null ? ContentStatus.Done : ContentStatus.Invalid;
            }
        }

        return ContentStatus.Invalid;
    }

    private bool ReadCounts(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        if (!input.Need(CountBits, source, ref at))
        {
            return false;
        }

        literalCount = input.Take(5) + 257;
        distanceCount = input.Take(5) + 1;
        lengthCodeCount = input.Take(4) + 4;
        Array.Clear(lengths);
        part = Part.LengthCode;
        if (literalCount > MaxLiterals || distanceCount > MaxDistances)
        {
            Problem = "A block of the deflated data has too many codes (RFC 1951 §3.2.7).";
        }

        return true;
    }

    private bool ReadLengthCode(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        while (index < lengthCodeCount)
        {
            if (!input.Need(3, source, ref at))
            {
                return false;
            }

            lengths[LengthCodeOrder[index++]] = (byte)input.Take(3);
        }

        if (!lengthCode.TryBuild(lengths.AsSpan(0, LengthCodeOrder.Length), mayBePartial: false))
        {
            Problem = "The code of code lengths is no Huffman code (RFC 1951 §3.2.7).";
        }

        Array.Clear(lengths);
        (part, index) = (Part.Symbol, 0);
        return true;
    }

    private bool ReadSymbol(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        int symbol = lengthCode.Read(ref input, source, ref at);
        if (symbol == HuffmanCode.NeedMore)
        {
            return false;
        }

        if (symbol == HuffmanCode.Invalid || (symbol == 16 && index == 0))
        {
            Problem = "The code lengths of a block are no code lengths (RFC 1951 §3.2.7).";
        }
        else if (symbol < 16)
        {
            lengths[index++] = (byte)symbol;
        }
        else
        {
            (part, repeatSymbol) = (Part.Repeat, symbol);
        }

        return true;
    }

    private bool ReadRepeat(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        (int bits, int least) = repeatSymbol switch
        {
            16 => (2, 3),
            17 => (3, 3),
            _ => (7, 11),
        };
        if (!input.Need(bits, source, ref at))
        {
            return false;
        }

        int count = least + input.Take(bits);
        if (index + count > literalCount + distanceCount)
        {
            Problem = "The code lengths of a block are more than it announced (RFC 1951 §3.2.7).";
            return true;
        }

        lengths.AsSpan(index, count).Fill(repeatSymbol == 16 ? lengths[index - 1] : (byte)0);
        index += count;
        part = Part.Symbol;
        return true;
    }

    private void Build()
    {
        if (lengths[EndOfBlock] == 0)
        {
            Problem = "A block of the deflated data has no code for its end (RFC 1951 §3.2.7).";
        }
        else if (!Literals.TryBuild(lengths.AsSpan(0, literalCount), mayBePartial: true)
            || !Distances.TryBuild(lengths.AsSpan(literalCount, distanceCount), mayBePartial: true))
        {
            Problem = "The codes of a block are no Huffman codes (RFC 1951 §3.2.7).";
        }
    }
}
