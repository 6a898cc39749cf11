using System.Text;
using CsCheck;
using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

public class SseWriterTests
{
    [Fact]
    public void EveryPart_HasItsLine() => Assert.Equal(
        ": note\nevent: add\nid: 7\nretry: 3000\ndata: a\ndata: b\n\n",
        Write(new SseEvent("a\nb", "add", "7", 3000, "note")));

    [Theory]
    [InlineData("", "data: \n\n")]
    [InlineData(" a", "data:  a\n\n")]
    [InlineData("a\r\nb\rc\n", "data: a\ndata: b\ndata: c\ndata: \n\n")]
    [InlineData("\n\r", "data: \ndata: \ndata: \n\n")]
    [InlineData("é", "data: é\n\n")]
    [InlineData(null, "\n")]
    public void Data_IsALineForEachOfItsLines(string? data, string stream) => Assert.Equal(stream, Write(new SseEvent(data)));

    [Fact]
    public void Comment_IsALineForEachOfItsLines() => Assert.Equal(": a\n: \n: b\n\n", Write(new SseEvent(null, Comment: "a\n\r\nb")));

    [Fact]
    public void EmptyId_IsWritten() => Assert.Equal("id: \ndata: x\n\n", Write(new SseEvent("x", Id: "")));

    [Theory]
    [InlineData("a\nb", null, null)]
    [InlineData("a\r", null, null)]
    [InlineData(null, "1\n", null)]
    [InlineData(null, "\r", null)]
    [InlineData(null, "1\0", null)]
    [InlineData(null, null, -1L)]
    public void WhatAClientWouldReadOtherwise_IsRefused(string? type, string? id, long? retry)
        => Assert.Throws<ArgumentException>(() => Write(new SseEvent("x", type, id, retry)));

    [Fact]
    public void Written_IsReadAsTheSame()
    {
        string[] tokens = ["", " ", "a", ":", "data", "\n", "é", "\uFEFF", "\0", "🙂"];
        Gen<string> text = Gen.Int[0, tokens.Length - 1].Array[0, 6]
            .Select(indices => string.Concat(indices.Select(index => tokens[index])));
        Gen<string> line = text.Select(value => string.Concat(value.Where(letter => letter is not ('\n' or '\0'))));
        Gen.Select(text.Null(), line.Null(), line.Null(), Gen.Long[0, long.MaxValue].Nullable(), text.Null()).Sample(
            (data, type, id, retry, comment) =>
            {
                byte[] stream = Encoding.UTF8.GetBytes(Write(new SseEvent(data, type, id, retry, comment)));
                using var parser = new SseParser(new BufferPool(), 1000);
                Assert.Equal(data is null ? SseStep.Block : SseStep.Event, parser.Read(stream, out int consumed, out SseBlock block));
                Assert.Equal(stream.Length, consumed);
                Assert.Equal(new SseEvent(data, string.IsNullOrEmpty(type) ? null : type, id, retry), SseEvent.Of(block));
            },
            iter: 5_000);
    }

    private static string Write(SseEvent message)
    {
        var output = new ByteBuffer(new BufferPool());
        SseWriter.Write(message, output);
        return Encoding.UTF8.GetString(output.Span);
    }
}
