using System.Text;

namespace Proximity.Flows.Tests;

/// <summary>First lines of messages of which only a field was changed: they go out as they came, if they can.</summary>
public sealed class StartLineWritingTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1", "GET / HTTP/1.1")]
    [InlineData("GET /\u00FF HTTP/1.0", "GET /\u00FF HTTP/1.0")]
    [InlineData("GET /a b HTTP/1.1", null)]
    [InlineData("GET  HTTP/1.1", null)]
    [InlineData("GET /", null)]
    [InlineData("GET", null)]
    [InlineData("GET /\n HTTP/1.1", null)]
    [InlineData("GET /\0 HTTP/1.1", null)]
    public void RequestLine_GoesOutAsItCame_OrNotAtAll(string received, string? written)
    {
        var request = ProxyRequest.FromBlock(Encoding.Latin1.GetBytes(received + "\r\nHost: a\r\n\r\n"));
        request.Headers.Add("X", "y");
        Assert.Equal(written is null ? null : written + "\r\nHost: a\r\nX: y\r\n\r\n", Messages.Written(request));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 200 Well done, \u00FF", "HTTP/1.1 200 Well done, \u00FF")]
    [InlineData("HTTP/1.1 200 ", "HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1 200", "HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1", null)]
    [InlineData("HTTP/1.1 20", null)]
    [InlineData("HTTP/1.1 200 a\nb", null)]
    public void StatusLine_GoesOutAsItCame_OrNotAtAll(string received, string? written)
    {
        var response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(received + "\r\nServer: a\r\n\r\n"));
        response.Headers.Add("X", "y");
        Assert.Equal(written is null ? null : written + "\r\nServer: a\r\nX: y\r\n\r\n", Messages.Written(response));
    }

    [Fact]
    public void ChangeOfOnePart_KeepsTheOthers()
    {
        var request = ProxyRequest.FromBlock("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        request.Url = "/other";
        Assert.True(request.IsChanged);
        Assert.Equal("GET /other HTTP/1.1\r\nHost: a\r\n\r\n", Messages.Written(request));
    }

    [Fact]
    public void SamePart_IsNoChange()
    {
        var request = ProxyRequest.FromBlock("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        request.Method = "GET";
        Assert.False(request.IsChanged);
    }
}
