using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Tests;

public class RequestLineTests
{
    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nHo", "GET /x")]
    [InlineData("GET /x HTTP/1.1\n", "GET /x")]
    [InlineData("\r\n\r\nGET /x HTTP/1.1\r\n", "GET /x")]
    [InlineData("GET http://h/ HTTP/2.0\r\n\r\n", "GET http://h/")]
    public void BeginningOfAHead_IsRead(string received, string expected)
    {
        Assert.True(RequestLine.TryRead(Encoding.Latin1.GetBytes(received), out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target));
        Assert.Equal(expected, $"{Encoding.Latin1.GetString(method)} {Encoding.Latin1.GetString(target)}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("GET /x HTTP/1.1")]
    [InlineData("GET /x HTTP/1.1\r")]
    [InlineData("GET\r\n")]
    [InlineData("GET /x\r\n")]
    [InlineData("GET /x FTP/1.1\r\n")]
    [InlineData("GET  HTTP/1.1\r\n")]
    [InlineData("G(T /x HTTP/1.1\r\n")]
    [InlineData("GET /x y HTTP/1.1\r\n")]
    [InlineData("GET /\u001b[31m HTTP/1.1\r\n")]
    [InlineData("GET /\u00e9 HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001\r\n")]
    public void AnythingElse_IsNot(string received)
        => Assert.False(RequestLine.TryRead(Encoding.Latin1.GetBytes(received), out _, out _));
}
