using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>The rules for event streams (WHATWG HTML §9.2.6), each stream read whole, at every cut, and byte by byte.</summary>
public class SseParserTests
{
    private const string Mark = "\xEF\xBB\xBF";

    [Theory]
    [InlineData("data:a\n\n", "(a)")]
    [InlineData("data:a\r\r", "(a)")]
    [InlineData("data:a\r\n\r\n", "(a)")]
    [InlineData("data:a\n\r\n", "(a)")]
    [InlineData("data:a\n\rdata:b\r\n\r", "(a) (b)")]
    [InlineData("data:a\r\r\ndata:b\n\r\n", "(a) (b)")]
    [InlineData("data:a\r\n\rdata:b\r\n\n", "(a) (b)")]
    [InlineData("data:a\rdata:b\n\ndata:c\r\n\r\n\r\n", "(a\nb) (c)")]
    public void LinesEnd_WithCrlfLfOrCr(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData(Mark + "data:a\n\n", "(a)")]
    [InlineData(Mark + "\ndata:a\n\n", "(a)")]
    [InlineData(Mark + Mark + "data:a\n\ndata:b\n\n", "(b)")]
    [InlineData("data:a\n\n" + Mark + "data:b\n\ndata:c\n\n", "(a) (c)")]
    [InlineData("\n" + Mark + "data:b\n\ndata:c\n\n", "(c)")]
    [InlineData("\xEF\xBB" + "data:a\n\ndata:b\n\n", "(b)")]
    [InlineData("\xEF\xBB\n\ndata:b\n\n", "(b)")]
    [InlineData("\xEF\n\ndata:b\n\n", "(b)")]
    public void ByteOrderMark_IsLeftOutAtTheStartOnly(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData("data:a\ndata:b\n\n", "(a\nb)")]
    [InlineData("data\n\n", "()")]
    [InlineData("data:\n\n", "()")]
    [InlineData("data\ndata\n\ndata:\n\n", "(\n) ()")]
    [InlineData("data:a\ndata\ndata: \n\n", "(a\n\n)")]
    [InlineData("data:\0\n\n", "(\0)")]
    [InlineData("data:\xFF\xC3\xA9\n\n", "(\xFF\xC3\xA9)")]
    public void DataFields_AreJoinedWithLf(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData("data:a:b: c\n\n", "(a:b: c)")]
    [InlineData("data: a\n\n", "(a)")]
    [InlineData("data:  a\n\n", "( a)")]
    [InlineData("data:\ta\n\n", "(\ta)")]
    [InlineData("data: \n\n", "()")]
    [InlineData("data:a \n\n", "(a )")]
    public void OneSpaceBehindTheFirstColon_IsLeftOut(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData(":\n\n", "")]
    [InlineData(": data:a\n\n", "")]
    [InlineData(":a\ndata:b\n:c\n\n", "(b)")]
    [InlineData("::\ndata:b\n\n", "(b)")]
    public void LineThatBeginsWithAColon_IsAComment(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData("Data:a\nDATA:a\ndat:a\ndataa:a\n data:a\ndata :a\nda-ta:a\ndata\0:a\n\0data:a\nsum:5\ndata:b\n\n", "(b)")]
    [InlineData("foo\n\n", "")]
    public void UnknownFields_AreIgnored(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData("event:add\ndata:a\n\ndata:b\n\n", "add(a) (b)")]
    [InlineData("data:a\nevent: add\nevent:remove\n\n", "remove(a)")]
    [InlineData("event:add\nevent\ndata:a\n\n", "(a)")]
    [InlineData("event:add\n\ndata:a\n\n", "(a)")]
    [InlineData("event:add:b c \ndata:a\n\n", "add:b c (a)")]
    public void EventField_IsTheTypeOfItsEventOnly(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData("id:1\ndata:a\n\ndata:b\n\n", "(a)#1 (b)#1")]
    [InlineData("data:a\nid:1\nid: 2\n\n", "(a)#2")]
    [InlineData("id:1\ndata:a\n\nid\ndata:b\n\n", "(a)#1 (b)")]
    [InlineData("id:1\ndata:a\n\nid:\ndata:b\n\n", "(a)#1 (b)")]
    [InlineData("id:1\ndata:a\n\nid:2\0\ndata:b\n\n", "(a)#1 (b)#1")]
    [InlineData("id:2\nid:\0\ndata:b\n\n", "(b)#2")]
    [InlineData("id:7\n\ndata:b\n\n", "(b)#7")]
    public void IdField_StaysForTheEventsBehindIt(string stream, string events)
        => Assert.Equal(events, SseReading.AtEverySplit(stream));

    [Theory]
    [InlineData("retry:3000\n\n", 3000L)]
    [InlineData("retry: 007\ndata:a\n\n", 7L)]
    [InlineData("retry:4\ndata:a", 4L)]
    [InlineData("retry:4", null)]
    [InlineData("retry:1\nretry:2\n\nretry:3x\n\n", 2L)]
    [InlineData("retry:9223372036854775807\n\n", long.MaxValue)]
    [InlineData("retry:9223372036854775808\n\n", long.MaxValue)]
    [InlineData("retry:99999999999999999999999\n\n", long.MaxValue)]
    [InlineData("retry\n\nretry:\n\nretry:-1\n\nretry:+1\n\nretry:1.5\n\nretry:  1\n\nretry:1 \n\nretry:\xB2\n\n", null)]
    public void RetryField_IsDigitsOnly(string stream, long? milliseconds)
        => Assert.Equal(milliseconds, SseReading.Of(stream).Retry);

    [Theory]
    [InlineData("data:a", "Incomplete")]
    [InlineData("data:a\n", "Incomplete")]
    [InlineData("data:a\r", "Incomplete")]
    [InlineData("data:a\n\ndata:b\r\n", "(a) Incomplete")]
    [InlineData(Mark, "Incomplete")]
    [InlineData("\xEF\xBB", "Incomplete")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    [InlineData("data:a\r\n\r", "(a)")]
    public void UnfinishedBlock_GivesNoEventAndIsReported(string stream, string said)
        => Assert.Equal(said, SseReading.AtEverySplit(stream));

    [Fact]
    public void IdOfAnUnfinishedBlock_IsNotTheLastEventId() => Assert.Equal("1", SseReading.Of("id:1\n\nid:2\ndata:b\n").LastEventId);

    [Fact]
    public void UnfinishedBlock_TellsWhatItsWholeLinesSay()
    {
        using var parser = new SseParser(new BufferPool(), 100);
        parser.Read("event:x\ndata:a\nretry:5\ndata:b"u8, out _, out _);
        Assert.Equal(SseStep.Incomplete, parser.Finish(out SseBlock block));
        Assert.Equal(new SseEvent("a", "x", null, 5), SseEvent.Of(block));
    }

    [Fact]
    public void Blocks_AreGivenAsTheyCame() => Assert.Equal(
        [Mark + ": hi\r\n\r\n", "\n", "id: 1\rdata:a\r\r", "\r", "data:b\n\r\n", "data:c\n"],
        SseReading.Of(Mark + ": hi\r\n\r\n\nid: 1\rdata:a\r\r\rdata:b\n\r\ndata:c\n").Raw);

    [Fact]
    public void EventThatEndsWithCr_IsGivenBeforeItsLf()
    {
        using var parser = new SseParser(new BufferPool(), 100);
        Assert.Equal(SseStep.Event, parser.Read("data:a\r\n\r"u8, out int consumed, out SseBlock block));
        Assert.Equal((9, "a"), (consumed, ProtocolInput.Text(block.Data)));
        Assert.Equal(SseStep.LineFeed, parser.Read("\ndata:b"u8, out consumed, out block));
        Assert.Equal((1, "\n"), (consumed, ProtocolInput.Text(block.Raw)));
        Assert.Equal(9, parser.Length);
        Assert.Equal(SseStep.NeedMore, parser.Read("data:b"u8, out consumed, out _));
        Assert.Equal(6, consumed);
    }

    [Fact]
    public void Block_TellsWhatItHolds()
    {
        using var parser = new SseParser(new BufferPool(), 100);
        parser.Read("event:x\nid:\ndata\nretry:5\n\n"u8, out _, out SseBlock block);
        Assert.Equal(new SseEvent("", "x", "", 5), SseEvent.Of(block));
        Assert.Equal(SseStep.Block, parser.Read(":x\nid:\0\n\n"u8, out _, out block));
        Assert.Equal(new SseEvent(null), SseEvent.Of(block));
    }

    [Fact]
    public void TextThatIsNotUtf8_IsReplaced()
    {
        using var parser = new SseParser(new BufferPool(), 100);
        parser.Read([.. "data:a"u8, 0xFF, .. "\xE9\n\n"u8], out _, out SseBlock block);
        Assert.Equal("a\uFFFD\xE9", SseEvent.Of(block).Data);
    }
}
