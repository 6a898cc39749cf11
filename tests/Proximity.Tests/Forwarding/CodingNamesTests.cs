using System.Text;
using Proximity.Protocol;
using Proximity.Protocol.Heads;
using Proximity.Recording;

namespace Proximity.Tests.Forwarding;

public class CodingNamesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Content-Encoding: gzip\r\n", "gzip")]
    [InlineData("content-encoding: GZip\r\n", "gzip")]
    [InlineData("Content-Encoding: br\r\n", "br")]
    [InlineData("Content-Encoding: zstd\r\n", "zstd")]
    [InlineData("Content-Encoding: Deflate, gzip\r\n", "deflate gzip")]
    [InlineData("Content-Encoding: gzip\r\nContent-Encoding: br\r\n", "gzip br")]
    [InlineData("Content-Encoding: , x-own,\r\n", "x-own")]
    [InlineData("Content-Encoding:\r\n", "")]
    [InlineData("WWW-Authenticate: gzip\r\n", "")]
    public void Field_GivesTheCodingsInTheirOrder(string fields, string codings)
    {
        var head = new ResponseHead(new BufferPool());
        int scanned = 0;
        ParseResult result = HeadParser.ParseResponse(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{fields}\r\n"),
            new HeadLimits(4096, 100, IsLenient: false),
            head,
            ref scanned);

        Assert.Equal(ParseState.Done, result.State);
        Assert.Equal(codings, string.Join(' ', CodingNames.Of(head)));
    }
}
