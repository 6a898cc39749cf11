namespace Proximity.Protocol.Tests.WebSockets;

/// <summary>Inflates fixed and dynamic blocks (RFC 1951) by the book, and fails when a reference goes back further than the window: the system's inflater knows the largest window only.</summary>
internal sealed class SmallWindow
{
    private static readonly int[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly int[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly int[] DistanceBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
    private static readonly int[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly byte[] input;
    private readonly int window;
    private readonly List<byte> output = [];
    private int bit;

    private SmallWindow(byte[] input, int window) => (this.input, this.window) = ([.. input, 0, 0, 0xFF, 0xFF], window);

    public static byte[] Inflate(byte[] compressed, int window)
    {
        var inflater = new SmallWindow(compressed, window);
        while (inflater.bit / 8 < inflater.input.Length)
        {
            inflater.Block();
        }

        return [.. inflater.output];
    }

    private int Bits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++, bit++)
        {
            value |= ((input[bit / 8] >> (bit % 8)) & 1) << i;
        }

        return value;
    }

    private void Block()
    {
        Assert.Equal(0, Bits(1));
        switch (Bits(2))
        {
            case 0:
                bit = (bit + 7) / 8 * 8;
                int length = Bits(16);
                Assert.Equal(length ^ 0xFFFF, Bits(16));
                for (int i = 0; i < length; i++)
                {
                    output.Add((byte)Bits(8));
                }

                break;
            case 1:
                Codes(
                    Tree([.. Enumerable.Repeat(8, 144), .. Enumerable.Repeat(9, 112), .. Enumerable.Repeat(7, 24), .. Enumerable.Repeat(8, 8)]),
                    Tree([.. Enumerable.Repeat(5, 30)]));
                break;
            default:
                Dynamic();
                break;
        }
    }

    private void Dynamic()
    {
        (int literals, int distances, int lengths) = (Bits(5) + 257, Bits(5) + 1, Bits(4) + 4);
        int[] codeLengths = new int[19];
        for (int i = 0; i < lengths; i++)
        {
            codeLengths[CodeLengthOrder[i]] = Bits(3);
        }

        var tree = Tree(codeLengths);
        List<int> all = [];
        while (all.Count < literals + distances)
        {
            int symbol = Symbol(tree);
            all.AddRange(symbol switch
            {
                < 16 => [symbol],
                16 => Enumerable.Repeat(all[^1], 3 + Bits(2)),
                17 => Enumerable.Repeat(0, 3 + Bits(3)),
                _ => Enumerable.Repeat(0, 11 + Bits(7)),
            });
        }

        Codes(Tree([.. all.Take(literals)]), Tree([.. all.Skip(literals)]));
    }

    private void Codes(Dictionary<(int Length, int Code), int> literals, Dictionary<(int Length, int Code), int> distances)
    {
        for (int symbol = Symbol(literals); symbol != 256; symbol = Symbol(literals))
        {
            if (symbol < 256)
            {
                output.Add((byte)symbol);
                continue;
            }

            int length = LengthBase[symbol - 257] + Bits(LengthExtra[symbol - 257]);
            int code = Symbol(distances);
            int distance = DistanceBase[code] + Bits(Math.Max(0, (code / 2) - 1));
            Assert.True(distance <= window, $"a reference goes back {distance} bytes, the window has {window}");
            for (int i = 0; i < length; i++)
            {
                output.Add(output[^distance]);
            }
        }
    }

    private int Symbol(Dictionary<(int Length, int Code), int> tree)
    {
        int code = 0;
        for (int length = 1; length <= 15; length++)
        {
            code = (code << 1) | Bits(1);
            if (tree.TryGetValue((length, code), out int symbol))
            {
                return symbol;
            }
        }

        throw new InvalidDataException("no such code");
    }

    /// <summary>The canonical codes of these lengths (RFC 1951 §3.2.2).</summary>
    private static Dictionary<(int Length, int Code), int> Tree(int[] lengths)
    {
        var tree = new Dictionary<(int Length, int Code), int>();
        int code = 0;
        for (int length = 1; length <= 15; length++, code <<= 1)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] == length)
                {
                    tree[(length, code++)] = symbol;
                }
            }
        }

        return tree;
    }
}
