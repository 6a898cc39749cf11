using System.Text;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Hpack;

/// <summary>RFC 7541 §5.2 and Appendix B.</summary>
public class HuffmanTests
{
    private const int Seed = 75410;

    [Fact]
    public void Code_IsComplete()
    {
        // Kraft's sum of a complete code is one: not a length of the table is wrong by itself.
        long sum = 0;
        foreach (byte bits in HuffmanCode.Lengths)
        {
            sum += 1L << (HuffmanCode.LongestBits - bits);
        }

        Assert.Equal(1L << HuffmanCode.LongestBits, sum);
        Assert.Equal(HuffmanCode.Symbols, HuffmanCode.Lengths.Length);
    }

    [Theory]
    [InlineData((int)'0', 0x0)]
    [InlineData((int)'%', 0x15)]
    [InlineData((int)'z', 0x7B)]
    [InlineData((int)'Z', 0xFD)]
    [InlineData((int)'\\', 0x7FFF0)]
    [InlineData(0, 0x1FF8)]
    [InlineData(255, 0x3FFFFEE)]
    [InlineData(HuffmanCode.EndOfString, 0x3FFFFFFF)]
    public void Symbols_HaveTheCodesOfTheAppendix(int symbol, uint code) => Assert.Equal(code, HuffmanCode.CodeOf(symbol));

    [Fact]
    public void EveryByte_ComesBackAtEveryPlace()
    {
        for (int value = 0; value < 256; value++)
        {
            for (int before = 0; before < 8; before++)
            {
                byte[] text = [.. Encoding.ASCII.GetBytes(new string('0', before)), (byte)value, (byte)'~'];
                Assert.Equal(text, Decode(Encode(text)));
            }
        }
    }

    [Fact]
    public void RandomStrings_ComeBack()
    {
        var random = new Random(Seed);
        for (int round = 0; round < 2000; round++)
        {
            byte[] text = new byte[random.Next(60)];
            random.NextBytes(text);
            Assert.Equal(text, Decode(Encode(text)));
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("F1E3C2E5F23A6BA0AB90F4FF", "www.example.com")]
    [InlineData("A8EB10649CBF", "no-cache")]
    public void Strings_AreDecoded(string encoded, string text) => Assert.Equal(text, ProtocolInput.Text(Decode(Http2Input.Hex(encoded))));

    [Theory]
    [InlineData("FF")]
    [InlineData("1F FF")]
    [InlineData("18")]
    [InlineData("F1E3C2E5F23A6BA0AB90F4FE")]
    [InlineData("FF FF FF FF")]
    [InlineData("FF FF FF FC")]
    [InlineData("FF FF FF FF FF FF FF FF FF")]
    public void PaddingOfEightBitsOrOfZeros_OrTheEndSymbol_IsRefused(string encoded)
        => Assert.False(HuffmanDecoder.TryDecode(Http2Input.Hex(encoded), new byte[100], out _));

    [Fact]
    public void RandomBytes_AreRefusedOrAreTheOneEncodingOfWhatTheyDecodeTo()
    {
        var random = new Random(Seed);
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] encoded = new byte[random.Next(1, 8)];
            random.NextBytes(encoded);
            byte[] output = new byte[HuffmanDecoder.MaxLength(encoded.Length)];
            if (HuffmanDecoder.TryDecode(encoded, output, out int written))
            {
                accepted++;
                Assert.Equal(encoded, Encode(output.AsSpan(0, written)));
            }
        }

        Assert.InRange(accepted, 100, 19_900);
    }

    private static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var output = new ByteBuffer(new BufferPool());
        int length = HuffmanEncoder.LengthOf(text);
        HuffmanEncoder.Write(text, length, output);
        Assert.Equal(length, output.Length);
        return output.Span.ToArray();
    }

    private static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        byte[] output = new byte[HuffmanDecoder.MaxLength(encoded.Length)];
        Assert.True(HuffmanDecoder.TryDecode(encoded, output, out int written));
        return output[..written];
    }
}
