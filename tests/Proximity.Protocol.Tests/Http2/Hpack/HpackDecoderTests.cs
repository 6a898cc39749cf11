using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Hpack;

public class HpackDecoderTests
{
    private const string Indexed = "40 01 61 01 62 (a: b)";

    [Theory]
    [InlineData("80")]
    [InlineData("BE")]
    [InlineData("FF")]
    [InlineData("FF 80")]
    [InlineData(Indexed + "BF")]
    [InlineData("7F 80 80 80 80 10")]
    public void IndexThatIsNone_IsACompressionError(string block) => AssertRefused(block);

    [Theory]
    [InlineData("40")]
    [InlineData("40 01")]
    [InlineData("40 01 61")]
    [InlineData("40 01 61 02 62")]
    [InlineData("00 FF FF FF FF 7F")]
    [InlineData("0F")]
    [InlineData("7E 01 62")]
    [InlineData("04 81 18")]
    [InlineData("04 84 FF FF FF FF")]
    public void LiteralThatIsCutOffOrBroken_IsACompressionError(string block) => AssertRefused(block);

    [Theory]
    [InlineData("3F E2 1F (4097)")]
    [InlineData("3F")]
    [InlineData("82 20")]
    public void SizeUpdateThatIsTooLargeOrOutOfPlace_IsACompressionError(string block) => AssertRefused(block);

    [Fact]
    public void SizeUpdates_StandAtTheBeginning_AndEvict()
    {
        var decoder = new HpackDecoder(new BufferPool(), 1000);
        Http2Input.Decode(decoder, Http2Input.Hex(Indexed));
        Assert.Equal(34, decoder.TableSize);
        Assert.Equal(":method: GET", Http2Input.Decode(decoder, Http2Input.Hex("20 3F E1 1F 82")));
        Assert.Equal(0, decoder.TableSize);
    }

    [Fact]
    public void AcknowledgedSmallerTable_HasToBeAnnounced()
    {
        var decoder = new HpackDecoder(new BufferPool(), 1000);
        decoder.SetMaxTableSize(100);
        Assert.StartsWith("CompressionError", Http2Input.Decode(decoder, [0x82]), StringComparison.Ordinal);

        decoder = new HpackDecoder(new BufferPool(), 1000);
        decoder.SetMaxTableSize(100);
        Assert.Equal(":method: GET", Http2Input.Decode(decoder, Http2Input.Hex("3F 45 82")));
        Assert.Equal(":method: GET", Http2Input.Decode(decoder, [0x82]));
    }

    [Fact]
    public void EntryLargerThanTheTable_EmptiesIt_AndIsAField()
    {
        var decoder = new HpackDecoder(new BufferPool(), 10_000);
        Http2Input.Decode(decoder, Http2Input.Hex(Indexed));
        byte[] block = [0x7E, 0x7F, 0xA1, 0x1F, .. new byte[4096 + 32].Select(_ => (byte)'x')];

        // The name is the entry's that goes.
        Assert.Equal("a: " + new string('x', 4096 + 32), Http2Input.Decode(decoder, block.AsSpan(0, 4 + 4128)));
        Assert.Equal(0, decoder.TableSize);
    }

    [Fact]
    public void NewEntry_MayTakeItsNameOfOneThatGoes()
    {
        var decoder = new HpackDecoder(new BufferPool(), 10_000);
        string large = string.Concat(Enumerable.Repeat("79", 4000));
        Http2Input.Decode(decoder, Http2Input.Hex("40 03 61 62 63 7F A1 1E " + large));
        Assert.Equal(4035, decoder.TableSize);
        Assert.StartsWith(
            "abc: zz",
            Http2Input.Decode(decoder, Http2Input.Hex("7E 7F A1 1E 7A 7A " + large[4..])),
            StringComparison.Ordinal);
        Assert.Equal(4035, decoder.TableSize);
    }

    [Fact]
    public void ListBeyondItsLimit_IsMarked_AndTheTableGoesOn()
    {
        var decoder = new HpackDecoder(new BufferPool(), 100);
        var fields = new FieldList(new BufferPool());

        // 42, 34 and 34 bytes: the third does not fit, a fourth that would is left out too.
        Assert.Null(decoder.Decode(Http2Input.Hex("82" + Indexed + "40 01 63 01 64 (c: d) 40 01 65 00 (e:)"), fields));
        Assert.True(fields.IsTooLarge);
        Assert.Equal(":method: GET\na: b", Http2Input.Show(fields));
        Assert.Equal("c: d\ne: ", Http2Input.Decode(decoder, [0xBF, 0xBE]));
    }

    [Fact]
    public void BombOfOneEntry_IsHeldOnceAndNotCopied()
    {
        var pool = new BufferPool();
        var decoder = new HpackDecoder(pool, 64 * 1024);
        var fields = new FieldList(pool);
        byte[] large = [.. Enumerable.Repeat((byte)'x', 4000)];
        byte[] block = [.. Http2Input.Hex("40 01 61 7F A1 1E"), .. large, .. Enumerable.Repeat((byte)0xBE, 60_000)];
        Assert.Null(decoder.Decode(block, fields));
        Assert.True(fields.IsTooLarge);
        Assert.Equal(16, fields.Count);
        Assert.All(Enumerable.Range(1, 15), index => Assert.Same(fields.Entry(0), fields.Entry(index)));
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void RepeatedField_IsTheSameEntry()
    {
        var decoder = new HpackDecoder(new BufferPool(), 1000);
        var first = new FieldList(new BufferPool());
        var second = new FieldList(new BufferPool());
        Assert.Null(decoder.Decode(Http2Input.Hex(Indexed), first));
        Assert.Null(decoder.Decode([0xBE], second));
        Assert.Same(first.Entry(0), second.Entry(0));
        Assert.Same(first.Entry(0)!.NameText, second.Entry(0)!.NameText);
    }

    [Fact]
    public void EveryBeginningOfABlock_IsDecodedOrRefused()
    {
        byte[] block = Http2Input.Hex("3FE101 82 86 84 41 8cf1e3c2e5f23a6ba0ab90f4ff 58 86 a8eb10649cbf 10 01 61 01 62 7F 00 01 63");
        for (int length = 0; length < block.Length; length++)
        {
            var pool = new BufferPool();
            Http2Input.Decode(new HpackDecoder(pool, 1000), block.AsSpan(0, length));
            Assert.Equal(0, pool.Outstanding);
        }
    }

    private static void AssertRefused(string block)
    {
        var pool = new BufferPool();
        Http2Fault? fault = new HpackDecoder(pool, 10_000).Decode(Http2Input.Hex(block), new FieldList(new BufferPool()));
        Assert.Equal(Http2ErrorCode.CompressionError, fault!.Code);
        Assert.True(fault.EndsConnection);
        Assert.Equal(0, pool.Outstanding);
    }
}
