namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// Reads strings in the code of RFC 7541 Appendix B. Codes of up to nine bits, all that text is made of, are found in one table; longer
/// ones by their length, whose codes are one range.
/// </summary>
internal static class HuffmanDecoder
{
    private const int FastBits = 9;
    private const int WindowBits = 32;

    /// <summary>By the next nine bits: the symbol, and above it the code's length; 0 for a longer code.</summary>
    private static readonly ushort[] Fast = MakeFast();

    /// <summary>By length: where its codes are.</summary>
    private static readonly CodeRange[] Ranges = MakeRanges();

    /// <summary>The symbols in the order of their codes.</summary>
    private static readonly short[] Ordered =
        [.. Enumerable.Range(0, HuffmanCode.Symbols).OrderBy(symbol => HuffmanCode.Lengths[symbol]).Select(symbol => (short)symbol)];

    /// <summary>The most bytes that a string of this length becomes.</summary>
    public static int MaxLength(int encodedLength) => (int)((long)encodedLength * 8 / HuffmanCode.ShortestBits);

    /// <summary>
    /// False when it is no such string: the end symbol stands in it, or the padding is longer than seven bits or not all ones (§5.2).
    /// </summary>
    /// <param name="encoded">The string as it came.</param>
    /// <param name="output">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="written">How many of them were filled.</param>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> output, out int written)
    {
        written = 0;
        ulong bits = 0;
        int count = 0;
        int at = 0;
        while (true)
        {
            while (count <= WindowBits && at < encoded.Length)
            {
                bits = (bits << 8) | encoded[at++];
                count += 8;
            }

            // The next 32 bits at the right, filled up with ones: the padding of a string reads as the beginning of its end.
            uint window = count >= WindowBits ? (uint)(bits >> (count - WindowBits)) : Filled(bits, count);
            if (count < 8 && window == uint.MaxValue)
            {
                return true;
            }

            int symbol = SymbolAt(window, out int used);
            if (used > count || symbol == HuffmanCode.EndOfString)
            {
                return false;
            }

            output[written++] = (byte)symbol;
            count -= used;
        }
    }

    private static uint Filled(ulong bits, int count) => (uint)((bits << (WindowBits - count)) | ((1ul << (WindowBits - count)) - 1));

    private static int SymbolAt(uint window, out int used)
    {
        ushort fast = Fast[window >> (WindowBits - FastBits)];
        if (fast != 0)
        {
            used = fast >> 8;
            return fast & 0xFF;
        }

        used = FastBits + 1;
        while (window >= Ranges[used].Limit)
        {
            used++;
        }

        return Ordered[Ranges[used].FirstSymbol + (int)((window >> (WindowBits - used)) - Ranges[used].FirstCode)];
    }

    private static ushort[] MakeFast()
    {
        ushort[] fast = new ushort[1 << FastBits];
        for (int symbol = 0; symbol < HuffmanCode.EndOfString; symbol++)
        {
            int bits = HuffmanCode.Lengths[symbol];
            if (bits <= FastBits)
            {
                int first = (int)HuffmanCode.CodeOf(symbol) << (FastBits - bits);
                fast.AsSpan(first, 1 << (FastBits - bits)).Fill((ushort)((bits << 8) | symbol));
            }
        }

        return fast;
    }

    private static CodeRange[] MakeRanges()
    {
        var ranges = new CodeRange[HuffmanCode.LongestBits + 1];
        uint code = 0;
        int symbol = 0;
        for (int bits = HuffmanCode.ShortestBits; bits <= HuffmanCode.LongestBits; bits++)
        {
            int count = HuffmanCode.Lengths.Count((byte)bits);
            ranges[bits] = new CodeRange(code, symbol, (ulong)(code + (uint)count) << (WindowBits - bits));
            code = (code + (uint)count) << 1;
            symbol += count;
        }

        return ranges;
    }

    /// <param name="FirstCode">The first code of this length.</param>
    /// <param name="FirstSymbol">Where its symbol stands in <see cref="Ordered"/>.</param>
    /// <param name="Limit">The first value, at the left of 32 bits, that is no code of this length or a shorter one.</param>
    private readonly record struct CodeRange(uint FirstCode, int FirstSymbol, ulong Limit);
}
