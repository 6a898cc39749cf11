using System.Runtime.CompilerServices;

namespace Proximity.Content.Deflate;

/// <summary>
/// A canonical Huffman code of deflated data (RFC 1951 §3.2.2). Short codes are looked up at once, long ones are walked through bit by
/// bit.
/// </summary>
internal sealed class HuffmanCode(int maxSymbols)
{
    /// <summary>The bits that are there do not make a symbol yet.</summary>
    public const int NeedMore = -1;

    /// <summary>The bits make no symbol of this code.</summary>
    public const int Invalid = -2;

    private const int MaxLength = 15;
    private const int FastBits = 10;

    /// <summary>By the next bits: a symbol, shifted, and the length of its code; 0 when it is longer than the index, or none.</summary>
    private readonly ushort[] fast = new ushort[1 << FastBits];
    private readonly ushort[] counts = new ushort[MaxLength + 1];
    private readonly ushort[] symbols = new ushort[maxSymbols];

    /// <summary>
    /// Makes the code of the lengths of its symbols; false when they make none, because there are too many or too few short ones.
    /// </summary>
    /// <param name="lengths">The length of each symbol's code; 0 for symbols without one.</param>
    /// <param name="mayBePartial">True when a single code of one bit is good, too, and none at all, as zlib takes and makes them.</param>
    public bool TryBuild(ReadOnlySpan<byte> lengths, bool mayBePartial)
    {
        Array.Clear(fast);
        Array.Clear(counts);
        foreach (byte length in lengths)
        {
            counts[length]++;
        }

        int used = lengths.Length - counts[0];
        int left = 1;
        for (int length = 1; length <= MaxLength; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0)
            {
                return false;
            }
        }

        if (left > 0 && !(mayBePartial && used == counts[1]))
        {
            return false;
        }

        Fill(lengths);
        return true;
    }

    private void Fill(ReadOnlySpan<byte> lengths)
    {
        Span<int> offsets = stackalloc int[MaxLength + 2];
        Span<int> codes = stackalloc int[MaxLength + 2];
        offsets.Clear();
        codes.Clear();
        for (int length = 1; length <= MaxLength; length++)
        {
            offsets[length + 1] = offsets[length] + counts[length];
            codes[length + 1] = (codes[length] + counts[length]) << 1;
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length > 0)
            {
                symbols[offsets[length]++] = (ushort)symbol;
                FillFast(symbol, length, codes[length]++);
            }
        }
    }

    private void FillFast(int symbol, int length, int code)
    {
        if (length > FastBits)
        {
            return;
        }

        // Codes come with their first bit first, other values with their last.
        int reversed = 0;
        for (int bit = 0; bit < length; bit++)
        {
            reversed |= ((code >> bit) & 1) << (length - 1 - bit);
        }

        for (int index = reversed; index < fast.Length; index += 1 << length)
        {
            fast[index] = (ushort)((symbol << 4) | length);
        }
    }

    /// <summary>Reads a symbol; <see cref="NeedMore"/> when the source ends within, <see cref="Invalid"/> when there is none.</summary>
    public int Read(ref BitBuffer input, ReadOnlySpan<byte> source, ref int at)
    {
        while (true)
        {
            int symbol = Decode(input.Bits, input.Count, out int length);
            if (symbol >= 0)
            {
                input.Drop(length);
                return symbol;
            }

            if (symbol == Invalid || !input.Load(source, ref at))
            {
                return symbol;
            }
        }
    }

    /// <summary>The symbol that the bits begin with, and how many it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ulong bits, int available, out int length)
    {
        int entry = fast[(int)bits & ((1 << FastBits) - 1)];
        length = entry & 15;
        return length == 0 ? Walk(bits, available, out length) : length <= available ? entry >> 4 : NeedMore;
    }

    private int Walk(ulong bits, int available, out int length)
    {
        int code = 0;
        int first = 0;
        int index = 0;
        for (length = 1; length <= MaxLength; length++)
        {
            if (length > available)
            {
                return NeedMore;
            }

            code = (code << 1) | (int)(bits & 1);
            bits >>= 1;
            first <<= 1;
            int count = counts[length];
            if (code - first < count)
            {
                return symbols[index + code - first];
            }

            index += count;
            first += count;
        }

        return Invalid;
    }
}
