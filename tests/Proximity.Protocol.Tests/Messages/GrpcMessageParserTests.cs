using CsCheck;
using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Bodies of length-prefixed messages, each read whole, at every cut, and byte by byte.</summary>
public class GrpcMessageParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("00 00000000", "Message()")]
    [InlineData("00 00000002 0801", "Message(0801)")]
    [InlineData("01 00000003 1F8B08", "Message+(1F8B08)")]
    [InlineData("00 00000001 AA 01 00000000 00 00000002 BBCC", "Message(AA) Message+() Message(BBCC)")]
    public void Messages_AreRead(string body, string said) => Assert.Equal(said, GrpcReading.AtEverySplit(Bytes(body)));

    [Theory]
    [InlineData("00", "cut()")]
    [InlineData("00 000000", "cut()")]
    [InlineData("00 00000002", "cut()")]
    [InlineData("00 00000002 08", "cut(08)")]
    [InlineData("00 00000001 AA 00 FFFFFFFF BB", "Message(AA) cut(BB)")]
    public void BodyThatEndsWithinAMessage_IsIncomplete(string body, string said)
        => Assert.Equal(said, GrpcReading.AtEverySplit(Bytes(body)));

    [Theory]
    [InlineData("02 00000000", "Invalid")]
    [InlineData("03 00000000", "Invalid")]
    [InlineData("40", "Invalid")]
    [InlineData("80 00000000", "Invalid")]
    [InlineData("00 00000001 AA FF 00000000", "Message(AA) Invalid")]
    public void FlagsWithoutAMeaning_AreInvalid(string body, string said) => Assert.Equal(said, GrpcReading.AtEverySplit(Bytes(body)));

    [Theory]
    [InlineData("80 00000002 613A", "Trailers(613A)")]
    [InlineData("00 00000000 81 00000001 AA", "Message() Trailers+(AA)")]
    [InlineData("80 00000000 00", "Trailers() Invalid")]
    [InlineData("82", "Invalid")]
    [InlineData("84", "Invalid")]
    public void TrailersOfGrpcWeb_AreTheLastMessage(string body, string said)
        => Assert.Equal(said, GrpcReading.AtEverySplit(Bytes(body), isWeb: true));

    [Fact]
    public void MessageBeyondTheLimit_IsMarkedAndRead()
    {
        byte[] body = Bytes("00 00000002 AABB 00 00000003 AABBCC 00 00000000");
        Assert.Equal("Message(AABB) Message!(AABBCC) Message()", GrpcReading.AtEverySplit(body, limit: 2));
    }

    [Fact]
    public void LongMessage_IsKnownByItsHeader()
    {
        var parser = new GrpcMessageParser(100, isWeb: false);
        Assert.Equal(GrpcStep.Begin, parser.Read(Bytes("01 FFFFFFFF"), out _, out _));
        Assert.True(parser.IsTooLong);
        Assert.Equal(new GrpcMessageHeader(GrpcMessageKind.Message, IsCompressed: true, uint.MaxValue), parser.Header);
    }

    [Fact]
    public void InvalidFlags_AreNotConsumed()
    {
        var parser = new GrpcMessageParser(100, isWeb: false);
        byte[] body = Bytes("00 00000000 07 00000000");
        Assert.Equal(GrpcStep.Begin, parser.Read(body, out int consumed, out _));
        Assert.Equal(GrpcStep.End, parser.Read(body.AsSpan(consumed), out int none, out _));
        Assert.Equal((5, 0), (consumed, none));
        Assert.Equal(GrpcStep.Invalid, parser.Read(body.AsSpan(consumed), out none, out _));
        Assert.Equal(GrpcStep.Invalid, parser.Read([], out none, out _));
        Assert.Equal(0, none);
        Assert.False(parser.IsIncomplete);
    }

    [Fact]
    public void PayloadPiece_IsASliceOfWhatCame()
    {
        var parser = new GrpcMessageParser(100, isWeb: false);
        byte[] body = Bytes("00 00000003 AABB");
        parser.Read(body, out int consumed, out _);
        Assert.Equal(GrpcStep.Payload, parser.Read(body.AsSpan(consumed), out _, out ReadOnlySpan<byte> payload));
        Assert.True(payload == body.AsSpan(5));
    }

    [Theory]
    [InlineData(false, false, "0000000002AABB")]
    [InlineData(false, true, "0100000002AABB")]
    [InlineData(true, false, "8000000002AABB")]
    [InlineData(true, true, "8100000002AABB")]
    public void Written_HasItsHeader(bool isTrailers, bool isCompressed, string expected)
    {
        var output = new ByteBuffer(new BufferPool());
        GrpcMessageWriter.Write(isTrailers ? GrpcMessageKind.Trailers : GrpcMessageKind.Message, [0xAA, 0xBB], isCompressed, output);
        Assert.Equal(expected, Convert.ToHexString(output.Span));
    }

    [Fact]
    public void LengthThatFitsNoHeader_IsRefused()
    {
        var header = new GrpcMessageHeader(GrpcMessageKind.Message, IsCompressed: false, 1L << 32);
        Assert.Throws<OverflowException>(() => header.Write(new byte[GrpcMessageHeader.Bytes]));
    }

    [Fact]
    public void RandomBody_ReadsAsByTheRules()
    {
        Gen<byte> flags = Gen.Int[0, 19].Select(value => (byte)(value switch { < 12 => 0, < 17 => 1, 17 => 0x80, 18 => 0x81, _ => 2 }));
        Gen<byte[]> message = Gen.Select(
            flags,
            Gen.Byte.Array[0, 20],
            (flag, payload) => (byte[])[flag, 0, 0, 0, (byte)payload.Length, .. payload]);
        long messages = 0;
        Gen.Select(message.Array[0, 6], Gen.Int[0, 8], Gen.Bool, Gen.Int[1, 9].Array[1, 20]).Sample(
            (parts, cut, isWeb, lengths) =>
            {
                byte[] whole = [.. parts.SelectMany(part => part)];
                byte[] body = whole[..Math.Max(0, whole.Length - cut)];
                string expected = Reference(body, isWeb, limit: 12);
                Assert.Equal(expected, GrpcReading.Of(isWeb, 12, [.. Cut(body, lengths)]));
                Interlocked.Add(ref messages, expected.Count(letter => letter == '('));
            },
            iter: 20_000);
        Assert.True(messages > 20_000, $"only {messages} messages were compared: the property was hardly asked");
    }

    /// <summary>The rules over a body that is wholly there, made apart from the parser.</summary>
    private static string Reference(byte[] body, bool isWeb, int limit)
    {
        var words = new List<string>();
        int at = 0;
        bool isOver = false;
        while (at < body.Length)
        {
            if (isOver || !(body[at] is 0 or 1 || (isWeb && body[at] is 0x80 or 0x81)))
            {
                words.Add("Invalid");
                break;
            }

            int length = body.Length - at < 5 ? int.MaxValue : body[at + 4];
            if (length > body.Length - at - 5)
            {
                words.Add($"cut({Convert.ToHexString(body.AsSpan(Math.Min(at + 5, body.Length)))})");
                break;
            }

            isOver = body[at] >= 0x80;
            string marks = $"{(body[at] % 2 == 1 ? "+" : "")}{(length > limit ? "!" : "")}";
            words.Add($"{(isOver ? "Trailers" : "Message")}{marks}({Convert.ToHexString(body.AsSpan(at + 5, length))})");
            at += 5 + length;
        }

        return string.Join(" ", words);
    }

    private static IEnumerable<byte[]> Cut(byte[] body, int[] lengths)
    {
        int count = 0;
        for (int at = 0; at < body.Length;)
        {
            int length = Math.Min(lengths[count++ % lengths.Length], body.Length - at);
            yield return body[at..(at + length)];
            at += length;
        }
    }

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));
}
