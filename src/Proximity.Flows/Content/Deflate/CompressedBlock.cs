using System.Diagnostics;

namespace Proximity.Content.Deflate;

/// <summary>
/// Reads the symbols of a compressed block into the window (RFC 1951 §3.2.3, §3.2.5): each is a literal, the end, or a copy in up to four
/// parts. A part is taken from the source only when it is whole; a split within one leaves its bits in the buffer and the part as it is.
/// </summary>
internal sealed class CompressedBlock(InflateWindow window)
{
    private const int EndOfBlock = 256;

    /// <summary>
    /// What two refills read. Each leaves at least 56 bits: the first is for three symbols, the second for the rest of a copy.
    /// </summary>
    private const int RefillBytes = 16;

    private const int LiteralsOfARefill = 2;

    private HuffmanCode literals = FixedCodes.Literals;
    private HuffmanCode distances = FixedCodes.Distances;
    private Part part;
    private int symbol;
    private int copyLength;

    private enum Part : byte
    {
        Symbol,
        LengthExtra,
        Distance,
        DistanceExtra,
        Done,
        Invalid,
    }

    /// <summary>What is wrong with the block; null while nothing is.</summary>
    public string? Problem { get; private set; }

    public void Begin(HuffmanCode ofLiterals, HuffmanCode ofDistances)
        => (literals, distances, part) = (ofLiterals, ofDistances, Part.Symbol);

    /// <summary>Reads on: need more, destination full when the window is, done or invalid.</summary>
    public ContentStatus Read(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        while (part < Part.Done && window.HasRoom)
        {
            bool isWhole = part switch
            {
                Part.Symbol => ReadSymbols(ref input, source, ref at),
                Part.LengthExtra => ReadLengthExtra(ref input, source, ref at),
                Part.Distance => ReadDistance(ref input, source, ref at),
                _ => ReadDistanceExtra(ref input, source, ref at),
            };
            if (!isWhole)
            {
                return ContentStatus.NeedMore;
            }
        }

        return part switch
        {
            Part.Done => ContentStatus.Done,
            Part.Invalid => ContentStatus.Invalid,
            _ => ContentStatus.DestinationFull,
        };
    }

    private bool ReadSymbols(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        ReadMany(ref input, source, ref at);
        if (part != Part.Symbol || !window.HasRoom)
        {
            return true;
        }

        int read = literals.Read(ref input, source, ref at);
        if (read == HuffmanCode.NeedMore)
        {
            return false;
        }

        Use(read);
        return true;
    }

    /// <summary>
    /// Literals and copies as long as the source has some more bytes; then no part has to be asked whether it is whole. Bytes that no
    /// part needed are given back. They were taken by this call: when more than seven bits came from calls before, the first symbol needs
    /// all of them.
    /// </summary>
    private void ReadMany(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        if (source.Length - at < RefillBytes)
        {
            return;
        }

        do
        {
            input.Refill(source, ref at);
            Use(ReadLiterals(ref input));
            if (part == Part.LengthExtra)
            {
                input.Refill(source, ref at);
                _ = ReadLengthExtra(ref input, source, ref at) && ReadDistance(ref input, source, ref at)
                    && (part != Part.DistanceExtra || ReadDistanceExtra(ref input, source, ref at));
            }
        }
        while (part == Part.Symbol && window.HasRoom && source.Length - at >= RefillBytes);

        if (part != Part.Invalid)
        {
            input.GiveBack(ref at);
            Debug.Assert(at >= 0, "only what this call took is given back");
        }
    }

    /// <summary>Writes some literals and gives the symbol behind them.</summary>
    private int ReadLiterals(ref BitBuffer input)
    {
        for (int count = 0; ; count++)
        {
            int read = literals.Decode(input.Bits, input.Count, out int length);
            input.Drop(length);
            if (count == LiteralsOfARefill || (uint)read >= EndOfBlock)
            {
                return read;
            }

            window.Write((byte)read);
        }
    }

    private void Use(int read)
    {
        if (read is >= 0 and < EndOfBlock)
        {
            window.Write((byte)read);
        }
        else if (read == EndOfBlock)
        {
            part = Part.Done;
        }
        else if (read < 0 || read - EndOfBlock > CopyCodes.LengthCount)
        {
            Refuse("The deflated data has bits that are no code for a literal or a length (RFC 1951 §3.2.5).");
        }
        else
        {
            (symbol, part) = (read - EndOfBlock - 1, Part.LengthExtra);
        }
    }

    private bool ReadLengthExtra(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        int bits = CopyCodes.LengthExtraBits[symbol];
        if (!input.Need(bits, source, ref at))
        {
            return false;
        }

        copyLength = CopyCodes.LengthBase[symbol] + input.Take(bits);
        part = Part.Distance;
        return true;
    }

    private bool ReadDistance(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        symbol = distances.Read(ref input, source, ref at);
        if (symbol == HuffmanCode.NeedMore)
        {
            return false;
        }

        if (symbol == HuffmanCode.Invalid || symbol >= CopyCodes.DistanceCount)
        {
            Refuse("The deflated data has bits that are no code for a distance (RFC 1951 §3.2.5).");
            return true;
        }

        part = Part.DistanceExtra;
        return true;
    }

    private bool ReadDistanceExtra(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        int bits = CopyCodes.DistanceExtraBits[symbol];
        if (!input.Need(bits, source, ref at))
        {
            return false;
        }

        part = Part.Symbol;
        if (!window.Copy(CopyCodes.DistanceBase[symbol] + input.Take(bits), copyLength))
        {
            Refuse("A copy in the deflated data begins before the data (RFC 1951 §3.2.5).");
        }

        return true;
    }

    private void Refuse(string problem) => (Problem, part) = (problem, Part.Invalid);
}
