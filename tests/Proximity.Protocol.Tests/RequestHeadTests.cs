using Proximity.Protocol.Heads;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class RequestHeadTests
{
    private const string Refused = "malformed_request 400";

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "GET / 1.1 +18 ")]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "GET / 1.0 +18 ")]
    [InlineData("GET / HTTP/1.9\r\n\r\n", "GET / 1.1 +18 ")]
    [InlineData("get / HTTP/1.1\r\n\r\n", "get / 1.1 +18 ")]
    [InlineData("GET http://h/%7e?q=[1]|{2} HTTP/1.1\r\nHost: h\r\n\r\n", "GET http://h/%7e?q=[1]|{2} 1.1 +48 [Host=h]")]
    [InlineData("GET / HTTP/1.1\r\nX:\r\ny: \t a b \t\r\nX:1\r\n\r\nrest", "GET / 1.1 +39 [X=][y=a b][X=1]")]
    [InlineData("GET / HTTP/1.1\r\nX: \xE9\xFF\r\n\r\n", "GET / 1.1 +25 [X=\xE9\xFF]")]
    [InlineData("\r\nGET / HTTP/1.1\r\n\r\n", "GET / 1.1 +20 ")]
    public void ValidHead_IsRead(string text, string expected) => Assert.Equal(expected, ParseRequest(text));

    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r")]
    public void UnfinishedHead_NeedsMore(string text) => Assert.Equal("more", ParseRequest(text));

    [Theory]
    [InlineData("GET / HTTP/1.1\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\n\r\n")]
    [InlineData("GET / HTTP/1.1\nHost: h\n\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\r\n\rZ")]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("\nGET / HTTP/1.1\r\n\r\n")]
    public void LineEndOtherThanCrLf_IsRefused(string text) => Assert.Equal(Refused, ParseRequest(text));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nX : a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX\t: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX@Y: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX\xEFY: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\r\n folded\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n Y: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\x01b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\x7F\r\n\r\n")]
    public void FieldLineOutsideTheGrammar_IsRefused(string text) => Assert.Equal(Refused, ParseRequest(text));

    [Theory]
    [InlineData("GET  / HTTP/1.1\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET / HTTP/1.1 \r\n\r\n")]
    [InlineData("GET\t/ HTTP/1.1\r\n\r\n")]
    [InlineData("G@T / HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a b HTTP/1.1\r\n\r\n")]
    [InlineData("GET /caf\xE9 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a\x01 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a#b HTTP/1.1\r\n\r\n")]
    [InlineData("GET /<a> HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1\r\n\r\n")]
    [InlineData("GET / HTTP/01.1\r\n\r\n")]
    [InlineData("GET / HTTP/1,1\r\n\r\n")]
    [InlineData("GET / HTTQ/1.1\r\n\r\n")]
    [InlineData("GET / http/1.1\r\n\r\n")]
    [InlineData("BAD\r\n")]
    [InlineData("\x16\x03\x01")]
    [InlineData(" GET / HTTP/1.1\r\n\r\n")]
    public void StartLineOutsideTheGrammar_IsRefused(string text) => Assert.Equal(Refused, ParseRequest(text));

    [Theory]
    [InlineData("GET / HTTP/2.0\r\n\r\n")]
    [InlineData("GET / HTTP/0.9\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public void OtherMajorVersion_IsRefusedWith505(string text) => Assert.Equal("unsupported_version 505", ParseRequest(text));

    [Fact]
    public void HeadOfExactlyTheLimit_IsRead_OneByteMoreIsRefused()
    {
        const string Head = "GET / HTTP/1.1\r\nX: 1\r\n\r\n";
        Assert.StartsWith("GET /", ParseRequest(Head, new HeadLimits(Head.Length, 10)), StringComparison.Ordinal);
        Assert.Equal("request_headers_too_large 400", ParseRequest(Head, new HeadLimits(Head.Length - 1, 10)));
    }

    [Fact]
    public void EndlessLine_IsRefusedAtTheLimit()
        => Assert.Equal("request_headers_too_large 414", ParseRequest(new string('G', 200), new HeadLimits(100, 10)));

    [Theory]
    [InlineData("GET /0123456789012345678901234567890 HTTP/1.1\r\n\r\n", 414)]
    [InlineData("GET /0123456789012345678901234567890", 414)]
    [InlineData("\r\nGET /0123456789012345678901234567890 HTTP/1.1\r\n\r\n", 414)]
    [InlineData("GET /0123456789012345 HTTP/1.1\r\n\r\n", 414)]
    [InlineData("GET /0123456789 HTTP/1.1\r\nX: 012345\r\n\r\n", 400)]
    [InlineData("GET /01234567890123 HTTP/1.1\r\n\r\n", 400)]
    public void RequestLineThatAloneExceedsTheLimit_Is414_AnyOtherHead400(string text, int status)
        => Assert.Equal($"request_headers_too_large {status}", ParseRequest(text, new HeadLimits(30, 10)));

    [Theory]
    [InlineData("\x16\x03\x01\x02\x00", "TLS was begun with the proxy itself")]
    [InlineData("\x05\x01\x00", "SOCKS was begun with the proxy")]
    [InlineData("\x04\x01\x00\x50", "SOCKS was begun with the proxy")]
    [InlineData("\x17\x03\x01", "The first byte cannot begin a method")]
    public void OtherProtocol_IsNamed(string text, string start) => Assert.StartsWith(start, RefusalOfRequest(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nX: 0123456789\r\n\nBAD\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: 0123456789\rBAD\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: 0123456789\r\n\r\n")]
    public void WhatLiesBehindTheLimit_DoesNotCount(string text)
        => Assert.Equal("request_headers_too_large 400", ParseRequest(text, new HeadLimits(30, 10)));

    [Fact]
    public void EmptyLineBeforeTheRequest_CountsTowardsTheLimit()
        => Assert.Equal("request_headers_too_large 400", ParseRequest("\r\nGET / HTTP/1.1\r\n\r\n", new HeadLimits(19, 10)));

    [Theory]
    [InlineData("GET /0123456789")]
    [InlineData("GET / HTTP/1.1\r\nX: 0123456789")]
    public void UnfinishedLine_IsNotSearchedAgain(string text)
    {
        int scanned = 0;
        HeadParser.ParseRequest(Bytes(text), HeadLimits.Default, new RequestHead(new BufferPool()), ref scanned);
        Assert.Equal(text.Length, scanned);
    }

    [Fact]
    public void MethodLongerThanAnyInUse_IsRefusedWith501()
    {
        string longest = new('M', 128);
        Assert.StartsWith(longest + " /", ParseRequest($"{longest} / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("unsupported_method 501", ParseRequest($"M{longest} / HTTP/1.1\r\n\r\n"));
    }

    [Fact]
    public void Http2Preface_IsToldSo()
        => Assert.Contains("HTTP/2 inside CONNECT tunnels", RefusalOfRequest("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public void IndexOfALargeHead_IsNotKept()
    {
        RequestHead head = Request($"GET / HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", 900))}\r\n");
        int large = head.FieldCapacity;
        head.Release();
        Assert.True(head.FieldCapacity < large);
    }

    [Fact]
    public void FieldBeyondTheCount_IsRefused()
    {
        Assert.StartsWith("GET /", ParseRequest("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n", new HeadLimits(1000, 2)), StringComparison.Ordinal);
        Assert.Equal("request_headers_too_large 400", ParseRequest("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", new HeadLimits(1000, 2)));
    }

    [Fact]
    public void Block_IsKeptByteForByte()
    {
        const string Head = "GET /%7E HTTP/1.1\r\nhOST:  h \r\nX:\t1\r\n\r\n";
        Assert.Equal(Head, Text(Request(Head).Block));
    }

    [Theory]
    [InlineData("Connection: close", "close", true)]
    [InlineData("Connection: CLOSE", "close", true)]
    [InlineData("Connection: x, close ,y", "close", true)]
    [InlineData("Connection: x\r\nConnection: close", "close", true)]
    [InlineData("Connection: closed", "close", false)]
    [InlineData("X: close", "close", false)]
    public void ConnectionOption_IsFoundInAnyCaseAndLine(string fields, string option, bool expected)
        => Assert.Equal(expected, Request($"GET / HTTP/1.1\r\n{fields}\r\n\r\n").HasConnectionOption(Bytes(option)));

    [Fact]
    public void Released_GivesItsArrayBackOnce()
    {
        var pool = new BufferPool();
        var head = new RequestHead(pool);
        int scanned = 0;
        HeadParser.ParseRequest("GET / HTTP/1.1\r\n\r\n"u8, HeadLimits.Default, head, ref scanned);
        Assert.Equal(1, pool.Outstanding);
        head.Release();
        head.Release();
        Assert.Equal(0, pool.Outstanding);
    }
}
