using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Hpack;

public class HpackEncoderTests
{
    [Theory]
    [InlineData(":path: /a", "04 02 2F 61")]
    [InlineData("content-length: 1", "0F 0D 01 31")]
    [InlineData("set-cookie: !", "0F 28 01 21")]
    [InlineData("cookie: !", "0F 11 01 21")]
    [InlineData("etag: !", "0F 13 01 21")]
    public void FieldThatDoesNotComeAgain_EntersNoTable(string field, string block) => AssertStays(field, block);

    [Theory]
    [InlineData("authorization: !", "1F 08 01 21")]
    [InlineData("proxy-authorization: !", "1F 22 01 21")]
    [InlineData("!x: y", "10 01 78 01 79")]
    [InlineData("!:method: GET", "12 03 47 45 54")]
    public void Credential_IsNeverIndexed(string field, string block) => AssertStays(field, block);

    [Fact]
    public void NeverIndexed_StaysNeverIndexedOverBothSides()
    {
        var fields = new FieldList(new BufferPool());
        Assert.Null(new HpackDecoder(new BufferPool(), 1000).Decode(Http2Input.Hex("10 01 78 01 79"), fields));
        Assert.Equal(Http2Input.Hex("10 01 78 01 79"), Http2Input.Encode(new HpackEncoder(), fields));
    }

    [Fact]
    public void FieldThatIsHalfOfTheTable_EntersIt_AndALargerOneDoesNot()
    {
        var encoder = new HpackEncoder();
        Http2Input.Encode(encoder, Http2Input.List("x: " + new string('y', 2048 - 33)));
        Assert.Equal(2048, encoder.TableSize);
        Http2Input.Encode(encoder, Http2Input.List("z: " + new string('y', 2048 - 32)));
        Assert.Equal(2048, encoder.TableSize);
    }

    [Fact]
    public void StringsThatHuffmansCodeMakesLonger_AreWrittenAsTheyAre()
        => Assert.Equal(Http2Input.Hex("04 02 5C 7F"), Http2Input.Encode(new HpackEncoder(), Http2Input.List(":path: \\\u007F")));

    [Fact]
    public void SmallerTable_IsAnnounced_WithTheSmallestInBetween()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerTableSize(100);
        Assert.Equal(Http2Input.Hex("3F 45 82"), Http2Input.Encode(encoder, Http2Input.List(":method: GET")));
        Assert.Equal(Http2Input.Hex("82"), Http2Input.Encode(encoder, Http2Input.List(":method: GET")));

        encoder.SetPeerTableSize(0);
        encoder.SetPeerTableSize(200);
        Assert.Equal(Http2Input.Hex("20 3F A9 01 82"), Http2Input.Encode(encoder, Http2Input.List(":method: GET")));
    }

    [Fact]
    public void LargerTable_IsNotUsed()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerTableSize(uint.MaxValue);
        Assert.Equal(Http2Input.Hex("82"), Http2Input.Encode(encoder, Http2Input.List(":method: GET")));
    }

    [Fact]
    public void NoTable_IsNoTable()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerTableSize(0);
        Assert.Equal(Http2Input.Hex("20 00 01 78 01 79"), Http2Input.Encode(encoder, Http2Input.List("x: y")));
        Assert.Equal(Http2Input.Hex("00 01 78 01 79"), Http2Input.Encode(encoder, Http2Input.List("x: y")));
    }

    [Fact]
    public void EntryOfAnotherTable_IsFoundByItself_AndAgainBehindAnotherEncoder()
    {
        var fields = new FieldList(new BufferPool());
        Assert.Null(new HpackDecoder(new BufferPool(), 1000).Decode(Http2Input.Hex("40 01 61 01 62 40 01 63 01 64"), fields));
        var one = new HpackEncoder();
        var other = new HpackEncoder();
        Http2Input.Encode(one, fields);

        // The other has them elsewhere, and leaves its own hints in the entries.
        Http2Input.Encode(other, Http2Input.List("e: f"));
        Http2Input.Encode(other, fields);
        Assert.Equal(Http2Input.Hex("BF BE"), Http2Input.Encode(one, fields));
        Assert.Equal(Http2Input.Hex("BF BE"), Http2Input.Encode(other, fields));
    }

    [Fact]
    public void EvictedEntry_IsSentAnew()
    {
        var fields = new FieldList(new BufferPool());
        Assert.Null(new HpackDecoder(new BufferPool(), 1000).Decode(Http2Input.Hex("40 01 61 01 62"), fields));
        var encoder = new HpackEncoder();
        byte[] first = Http2Input.Encode(encoder, fields);
        Http2Input.Encode(
            encoder,
            Http2Input.List("x: " + new string('y', 2000), "z: " + new string('y', 2000), "w: " + new string('y', 100)));
        Assert.Equal(first, Http2Input.Encode(encoder, fields));
    }

    private static void AssertStays(string field, string block)
    {
        var encoder = new HpackEncoder();
        Assert.Equal(Http2Input.Hex(block), Http2Input.Encode(encoder, Http2Input.List(field)));
        Assert.Equal(Http2Input.Hex(block), Http2Input.Encode(encoder, Http2Input.List(field)));
        Assert.Equal(0, encoder.TableSize);
    }
}
