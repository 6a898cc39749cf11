using System.Globalization;
using System.Text;
using CsCheck;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class ChunkedDecoderTests
{
    private const string Refused = "malformed_request_body";

    [Theory]
    [InlineData("0\r\n\r\n", "||")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello||")]
    [InlineData("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\nGET /", "hello||GET /")]
    [InlineData("A\r\n0123456789\r\n00\r\n\r\n", "0123456789||")]
    [InlineData("0005\r\nhello\r\n0\r\n\r\n", "hello||")]
    [InlineData("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello||")]
    [InlineData("5;a\r\nhello\r\n0;b\r\n\r\n", "hello||")]
    [InlineData("5 ; a = \"b;\\\"c\" ;d=e\r\nhello\r\n0\r\n\r\n", "hello||")]
    [InlineData("0\r\nX-T: v\r\n\r\n", "|X-T: v\r\n|")]
    [InlineData("0\r\nx-t:v\r\nX-T:  w \r\n\r\n", "|x-t:v\r\nX-T:  w \r\n|")]
    [InlineData("0\r\nAuthorization: Basic eA==\r\nX: 1\r\ncontent-length: 7\r\n\r\n", "|X: 1\r\n|")]
    public void ValidBody_IsDecoded(string text, string expected) => Assert.Equal(expected, Decode(text));

    [Theory]
    [InlineData("+5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5_0\r\nhello\r\n0\r\n\r\n")]
    [InlineData("\t5\r\nhello\r\n0\r\n\r\n")]
    [InlineData(" 5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5 \r\nhello\r\n0\r\n\r\n")]
    [InlineData("\r\n")]
    [InlineData("\xB5\r\nhello\r\n")]
    [InlineData("5g\r\nhello\r\n")]
    [InlineData("hello")]
    [InlineData("5\rh")]
    [InlineData("5;a\rb")]
    [InlineData("0\r\nX: a\rb")]
    [InlineData("5\r\nhello\r\n0\r\n\rX")]
    [InlineData("10000000000000005\r\nhello\r\n")]
    [InlineData("00000000000000005\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n00000000000000000\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\nhello\r\n")]
    [InlineData("5\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a=\0\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;(=b\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a=\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a=\"b\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello0\r\n\r\n")]
    [InlineData("5\r\nhello\rX0\r\n\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("0\r\nX-T: v\n\r\n")]
    [InlineData("0\r\nX-T : v\r\n\r\n")]
    [InlineData("0\r\n X-T: v\r\n\r\n")]
    [InlineData("0\r\nXX\r\n\r\n")]
    [InlineData("0\r\nX: a\rb\r\n\r\n")]
    public void BodyOutsideTheGrammar_IsRefused(string text) => Assert.Equal(Refused, Decode(text));

    [Theory]
    [InlineData("5   \r\nhello\r\n0 \t\r\n\r\n", "hello||")]
    [InlineData("5;a=b \r\nhello\r\n0\r\n\r\n", "hello||")]
    [InlineData(" 5\r\nhello\r\n0\r\n\r\n", Refused)]
    [InlineData("5 0\r\nhello\r\n0\r\n\r\n", Refused)]
    [InlineData("5 ;\r\nhello\r\n0\r\n\r\n", Refused)]
    [InlineData("5 \nhello\r\n0\r\n\r\n", Refused)]
    [InlineData("5\r\nhello \r\n0\r\n\r\n", Refused)]
    public void PaddedSize_IsTakenByLenientReadingOnly(string text, string expected)
    {
        Assert.Equal(expected, Decode(text, takesPadding: true));
        Assert.Equal(Refused, Decode(text));
    }

    [Theory]
    [InlineData("5\r\nhel", "more hel")]
    [InlineData("5\r\nhello\r\n0\r\n", "more hello")]
    [InlineData("5\r\nhello\r\n0\r\nX: 1\r\n", "more hello")]
    public void UnfinishedBody_NeedsMore(string text, string expected) => Assert.Equal(expected, Decode(text));

    [Fact]
    public void LineBeyondItsLimit_IsRefused()
        => Assert.Equal(Refused, DecodeLong("5;a=" + new string('b', 5000)));

    [Fact]
    public void TrailersBeyondTheirLimit_AreRefused()
        => Assert.Equal(Refused, DecodeLong("0\r\n" + string.Concat(Enumerable.Repeat("X: " + new string('y', 1000) + "\r\n", 20)) + "\r\n"));

    [Fact]
    public void MoreTrailerFieldsThanTheLimit_AreRefused()
        => Assert.Equal(Refused, DecodeLong("0\r\n" + string.Concat(Enumerable.Repeat("X: 1\r\n", 101)) + "\r\n"));

    [Fact]
    public void ExtensionsFarBeyondTheData_AreRefused()
        => Assert.Equal(Refused, DecodeLong(string.Concat(Enumerable.Repeat("1;a=" + new string('b', 3000) + "\r\nx\r\n", 8)) + "0\r\n\r\n"));

    [Fact]
    public void WhatWasCut_IsPutTogetherAgain()
        => Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 40].List[0, 10], Gen.Int[1, 20]).Sample((pieces, split) =>
        {
            var coded = new StringBuilder();
            foreach (string piece in pieces.Where(piece => piece.Length > 0))
            {
                coded.Append(piece.Length.ToString("x", CultureInfo.InvariantCulture)).Append("\r\n").Append(piece).Append("\r\n");
            }

            coded.Append("0\r\n\r\nNEXT");
            Assert.Equal(string.Concat(pieces) + "||NEXT", Decode(coded.ToString()));
        });

    [Fact]
    public void AnyBytes_NeverThrow()
        => Gen.Char['\0', '\xFF'].Array[0, 60].Sample(characters => Assert.NotNull(Decode("5\r\n" + new string(characters))));

    private static string DecodeLong(string text)
    {
        var decoder = new Framing.ChunkedDecoder(new BufferPool());
        decoder.Start(Refused, null);
        Heads.ParseState state = decoder.Decode(Bytes(text), out _, out _, out Faults.Fault? fault);
        return fault?.Code ?? state.ToString();
    }
}
