using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class LenientHeadTests
{
    private const string Option = "(option Strictness)";

    private static readonly HeadLimits Lenient = new(64 * 1024, 1000, IsLenient: true);

    [Theory]
    [InlineData("GET / HTTP/1.1\nX: 1\n\nrest", "GET / 1.1 +21 [X=1]")]
    [InlineData("GET / HTTP/1.1\r\nX: 1\nY: 2\r\n\nrest", "GET / 1.1 +28 [X=1][Y=2]")]
    [InlineData("\nGET / HTTP/1.1\r\n\r\n", "GET / 1.1 +19 ")]
    [InlineData("\r\n\n\r\nGET / HTTP/1.1\r\n\r\n", "GET / 1.1 +23 ")]
    [InlineData("GET / HTTP/1.1\r\nX: a\0b\x01\x7F\r\n\r\n", "GET / 1.1 +28 [X=a b]")]
    [InlineData("GET / HTTP/1.1\r\nX: \v1\r\n\r\n", "GET / 1.1 +25 [X=1]")]
    [InlineData("GET /caf\xC3\xA9?\xE2\x82\xAC=1 HTTP/1.1\r\nX: 1\r\n\r\n", "GET /caf%C3%A9?%E2%82%AC=1 1.1 +35 [X=1]")]
    [InlineData("GET http://h/\xF0\x9F\x98\x80 HTTP/1.1\n\n", "GET http://h/%F0%9F%98%80 1.1 +28 ")]
    [InlineData("GET / HTTP/1.1\r\nAuthorization: a\0b\r\n\r\n", "GET / 1.1 +38 [Authorization=a b]")]
    public void RequestThatLeavesNoDoubt_IsMended(string text, string expected) => Assert.Equal(expected, ParseRequest(text, Lenient));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nX: 1\n\n", "200 'OK' 1.1 +22 [X=1]")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n  b\r\n\tc\r\nY: 1\r\n\r\n", "200 'OK' 1.1 +40 [X=a b c][Y=1]")]
    [InlineData("HTTP/1.1 200 OK\r\nX:\r\n a\n\tb \n\n", "200 'OK' 1.1 +29 [X=a b]")]
    [InlineData("HTTP/1.1 200 OK\r\nX : a \t\r\n b\r\n\r\n", "200 'OK' 1.1 +32 [X=a b]")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: a,\r\n close\r\n\r\n", "200 'OK' 1.1 +43 [Connection=a, close]")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\0\r\n \x01:b\r\n\r\n", "200 'OK' 1.1 +32 [X=a  :b]")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: 1\r\nContent-Length: 2\r\n\r\n", "200 'OK' 1.1 +63 [Content-Length=2][X=1]")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:5 , 5\r\n\r\n", "200 'OK' 1.1 +41 [content-length=5]")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n\r\n", "200 'OK' 1.1 +60 [Content-Length=5]")]
    [InlineData("HTTP/1.1 200 OK\r\nthis is junk\r\nX: 1\r\n\r\n", "200 'OK' 1.1 +39 [X=1]")]
    [InlineData("HTTP/1.1 200 OK\r\nX: 1\r\njunk\n\n", "200 'OK' 1.1 +29 [X=1]")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\nX Y: 2\r\n<meta a: b>\r\nX: 1\r\n\r\n", "200 'OK' 1.1 +57 [X=1]")]
    public void ResponseThatLeavesNoDoubt_IsMended(string text, string expected) => Assert.Equal(expected, ParseResponse(text, Lenient));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\r\nX: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\n\rZ")]
    [InlineData("GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\nX: a\n\tb\n\n")]
    [InlineData("GET / HTTP/1.1\r\n X: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX : a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX\0: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX\x01\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: \v5\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\f\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\x01\r\n\r\n")]
    [InlineData("GET  / HTTP/1.1\r\n\r\n")]
    [InlineData("GET\t/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1 \r\n\r\n")]
    [InlineData("GET /caf\xE9 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /\xC3 \xA9 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /<\xC3\xA9> HTTP/1.1\r\n\r\n")]
    [InlineData("G\xC3\xA9T / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\xC3\xA9\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nthis is junk\r\n\r\n")]
    public void RequestThatTwoReadersCouldTakeDifferently_IsRefused(string text) => Assert.Equal("malformed_request 400", ParseRequest(text, Lenient));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n X: a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n \r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\n \t\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX\r\n : a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length : 1\r\n 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n , gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n")]
    [InlineData("HTTP/1.1 200 O\0K\r\n\r\n")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX Transfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\nHTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\njunk\0junk\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\"TRANSFER - Encoding\": chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nX A: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\njunk here\r\n X: folded\r\n\r\n")]
    public void ResponseThatTwoReadersCouldTakeDifferently_IsRefused(string text) => Assert.Equal("malformed_response 502", ParseResponse(text, Lenient));

    [Fact]
    public void EmptyLinesBeforeARequest_AreLimited()
    {
        const string Head = "GET / HTTP/1.1\r\n\r\n";
        Assert.StartsWith("GET / 1.1", ParseRequest(string.Concat(Enumerable.Repeat("\r\n", 16)) + Head, Lenient), StringComparison.Ordinal);
        Assert.Equal("malformed_request 400", ParseRequest(string.Concat(Enumerable.Repeat("\r\n", 17)) + Head, Lenient));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\n\n")]
    [InlineData("GET / HTTP/1.1\r\nX: 1\n\r\n")]
    [InlineData("\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\x01b\r\n\r\n")]
    [InlineData("GET /\xC3\xA9 HTTP/1.1\r\n\r\n")]
    public void RefusalOfARequestThatLenientTakes_NamesTheOption(string text)
    {
        Assert.StartsWith("GET /", ParseRequest(text, Lenient), StringComparison.Ordinal);
        Assert.EndsWith(Option + ".", RefusalOfRequest(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\njunk\r\n\r\n")]
    public void RefusalOfAResponseThatLenientTakes_NamesTheOption(string text)
    {
        Assert.StartsWith("200 'OK'", ParseResponse(text, Lenient), StringComparison.Ordinal);
        Assert.EndsWith(Option + ".", RefusalOfResponse(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX : a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: \x01\r\nY: a\r\n b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: \x01\r\n\r\n")]
    public void RefusalThatLenientSharesToo_DoesNotNameTheOption(string text)
    {
        Assert.DoesNotContain(Option, RefusalOfRequest(text), StringComparison.Ordinal);
        Assert.DoesNotContain(Option, RefusalOfRequest(text, Lenient), StringComparison.Ordinal);
    }

    [Fact]
    public void MendedHead_IsForwardedInStrictForm()
    {
        RequestHead request = Request("POST / HTTP/1.1\nHost: h\nX: a\0b\nContent-Length: 5\n\n", Lenient);
        MessageFraming.OfRequest(request, out BodyFraming framing);
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteRequest(request, new RequestOutline { Target = "/"u8, Host = "h"u8, Framing = framing }, output);
        Assert.Equal("POST / HTTP/1.1\r\nHost: h\r\nX: a b\r\nContent-Length: 5\r\n\r\n", Text(output.Span));
        output.Clear();
        HeadWriter.WriteResponse(Response("HTTP/1.1 200 OK\nX: a\n b\n\n", Lenient), default, output);
        Assert.Equal("HTTP/1.1 200 OK\r\nX: a b\r\n\r\n", Text(output.Span));
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n", true)]
    [InlineData("Content-Length: 5, 5\r\n", true)]
    [InlineData("Content-Length: 5\r\nContent-Length: 05\r\n", false)]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", false)]
    [InlineData("Content-Length: 5, 6\r\n", false)]
    [InlineData("Content-Length: 5,\r\n", false)]
    public void LengthThatIsRepeated_IsOneInAResponse_AndTheStrictRefusalSaysSo(string fields, bool isMended)
    {
        string text = $"HTTP/1.1 200 OK\r\n{fields}\r\n";
        string strict = MessageFraming.OfResponse(Response(text), MethodKind.Get, out _)!.Message;
        Assert.Equal(isMended, strict.EndsWith(Option + ".", StringComparison.Ordinal));
        Assert.Equal(isMended, MessageFraming.OfResponse(Response(text, Lenient), MethodKind.Get, out BodyFraming framing) is null);
        Assert.Equal(isMended ? new BodyFraming(BodyKind.Length, 5) : default, framing);
        Assert.NotNull(MessageFraming.OfRequest(Request($"POST / HTTP/1.1\r\n{fields}\r\n", Lenient), out _));
    }

    [Fact]
    public void MendedHead_KeepsWhatWasReceivedToo()
    {
        const string Received = "GET / HTTP/1.1\nX: a\x01\n\n";
        RequestHead head = Request(Received, Lenient);
        Assert.Equal(Received, Text(head.Received));
        Assert.Equal("GET / HTTP/1.1\r\nX: a \r\n\r\n", Text(head.Block));
    }

    [Fact]
    public void HeadWithoutFault_IsNotCopiedTwice()
    {
        var pool = new BufferPool();
        var head = new RequestHead(pool);
        int scanned = 0;
        HeadParser.ParseRequest("GET / HTTP/1.1\r\nX: 1\r\n\r\n"u8, Lenient, head, ref scanned);
        Assert.False(head.IsMended);
        Assert.Equal(1, pool.Outstanding);
    }

    [Fact]
    public void MendedHead_GivesBothArraysBack()
    {
        var pool = new BufferPool();
        var head = new RequestHead(pool);
        int scanned = 0;
        HeadParser.ParseRequest("GET / HTTP/1.1\n\n"u8, Lenient, head, ref scanned);
        Assert.Equal(2, pool.Outstanding);
        head.Release();
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void LimitOfBytes_IsOfWhatWasReceived()
    {
        const string Head = "GET / HTTP/1.1\nX: 1\n\n";
        Assert.StartsWith("GET /", ParseRequest(Head, Lenient with { MaxBytes = Head.Length }), StringComparison.Ordinal);
        Assert.Equal("request_headers_too_large 400", ParseRequest(Head, Lenient with { MaxBytes = Head.Length - 1 }));
    }
}
