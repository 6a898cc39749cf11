using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class ResponseHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "200 'OK' 1.1 +19 ")]
    [InlineData("HTTP/1.0 404 Not  Found \r\n\r\n", "404 'Not  Found ' 1.0 +28 ")]
    [InlineData("HTTP/1.1 200 \r\n\r\n", "200 '' 1.1 +17 ")]
    [InlineData("HTTP/1.1 200\r\n\r\n", "200 '' 1.1 +16 ")]
    [InlineData("HTTP/1.1 999 X\r\n\r\n", "999 'X' 1.1 +18 ")]
    [InlineData("HTTP/1.1 200 \xE9t\xE9\r\n\r\n", "200 '\xE9t\xE9' 1.1 +20 ")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A \t: b\r\n\r\n", "200 'OK' 1.1 +29 [X-A=b]")]
    public void ValidHead_IsRead(string text, string expected) => Assert.Equal(expected, ParseResponse(text));

    [Theory]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 O\rK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 O\0K\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\n\n")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("ICY 200 OK\r\n\r\n")]
    [InlineData("<html>")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX(A: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n")]
    public void HeadOutsideTheGrammar_IsRefused(string text) => Assert.Equal("malformed_response 502", ParseResponse(text));

    [Fact]
    public void HeadOverTheLimit_HasItsOwnCode()
        => Assert.Equal("response_headers_too_large 502", ParseResponse("HTTP/1.1 200 OK\r\nX: " + new string('a', 100) + "\r\n\r\n", new Heads.HeadLimits(64, 10)));

    [Fact]
    public void TooManyFields_AreMalformed_NotTooLarge()
        => Assert.Equal("malformed_response 502", ParseResponse("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", new Heads.HeadLimits(1000, 2)));

    [Fact]
    public void MalformedLineBehindTheLimit_DoesNotCount()
        => Assert.Equal("response_headers_too_large 502", ParseResponse("HTTP/1.1 200 OK\r\nX: 0123456789\r\n\nBAD\r\n", new Heads.HeadLimits(30, 10)));

    [Fact]
    public void ReleasedHead_HasNoReasonAndNoStatus()
    {
        Heads.ResponseHead head = Response("HTTP/1.1 200 OK\r\n\r\n");
        head.Release();
        head.Release();
        Assert.Equal(0, head.Status);
        Assert.True(head.Reason.IsEmpty);
    }
}
