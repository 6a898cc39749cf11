using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Blocks beyond the limit: passed on, marked, and read past.</summary>
public class SseLongBlockTests
{
    [Theory]
    [InlineData("data:1234\n\ndata:b\n\n", 11, "(1234) (b)")]
    [InlineData("data:1234\n\ndata:b\n\n", 10, "(b) LongBegin LongEnd")]
    [InlineData("data:1234\n\r\ndata:b\n\n", 11, "(1234) (b)")]
    [InlineData("data:1234\r\n\rdata:b\n\n", 11, "(b) LongBegin LongEnd")]
    [InlineData("data:1234\r\n\r\ndata:b\n\n", 9, "(b) LongBegin LongEnd")]
    [InlineData("data:b\n\ndata:12345678\ndata:1234567\n\r\nid:3\ndata:c\n\n", 13, "(b) (c)#3 LongBegin LongEnd")]
    [InlineData("data:123456", 5, "LongBegin Incomplete")]
    [InlineData("data:", 5, "LongBegin Incomplete")]
    [InlineData("\n\r\r\na\n\n\n", 1, "LongBegin LongEnd")]
    public void BlockBeyondTheLimit_IsMarkedAndTheNextIsRead(string stream, int limit, string said)
        => Assert.Equal(said, SseReading.AtEverySplit(stream, limit));

    [Fact]
    public void LongBlock_IsGivenInWhole()
    {
        string[] pieces = ["data:", "12345", "678\nda", "ta\n\ndata\n\n"];
        SseReading reading = SseReading.Of(8, [.. pieces.Select(ProtocolInput.Bytes)]);
        Assert.Equal(["data:123", "45", "678\nda", "ta\n\n", "data\n\n", ""], reading.Raw);
    }

    [Theory]
    [InlineData("id:1\n\nid:2\ndata:1234567890\nid:3\n\ndata\n\n", "()#2 LongBegin LongEnd")]
    [InlineData("id:1\n\nid:234567890123456\n\ndata\n\n", "()#1 LongBegin LongEnd")]
    public void LongBlock_CountsWithItsWholeLinesWithinTheLimit(string stream, string said)
        => Assert.Equal(said, SseReading.AtEverySplit(stream, 12));

    [Fact]
    public void IdOfALongBlock_CountsWhenTheBlockEnds()
    {
        using var parser = new SseParser(new BufferPool(), 8);
        Assert.Equal(SseStep.LongBegin, parser.Read("id:2\ndat"u8, out _, out SseBlock block));
        Assert.Equal(("2", "", 8), (ProtocolInput.Text(block.Id), ProtocolInput.Text(parser.LastEventId), parser.Length));
        Assert.Equal(SseStep.LongEnd, parser.Read("a:x\n\n"u8, out _, out _));
        Assert.Equal(("2", 13), (ProtocolInput.Text(parser.LastEventId), parser.Length));
    }

    [Fact]
    public void LongBlock_HoldsNoBuffer()
    {
        var pool = new BufferPool();
        using var parser = new SseParser(pool, 8);
        parser.Read("data"u8, out _, out _);
        Assert.Equal(SseStep.LongBegin, parser.Read(":abcd"u8, out _, out _));
        Assert.Equal(SseStep.LongPiece, parser.Read("d"u8, out _, out _));
        Assert.Equal(0, pool.Outstanding);
    }
}
