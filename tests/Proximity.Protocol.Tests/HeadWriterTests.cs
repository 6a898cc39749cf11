using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.TestsOfAll;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class HeadWriterTests
{
    [Theory]
    [InlineData("hOST: h\r\nx-A:1\r\nX-A:\t2 \r\n", "hOST: h\r\nx-A:1\r\nX-A:\t2 \r\n")]
    [InlineData("Host: other\r\n", "Host: h\r\n")]
    [InlineData("X: 1\r\n", "Host: h\r\nX: 1\r\n")]
    [InlineData("Host: h\r\nConnection: X-Mine , keep-alive\r\nx-mine: 1\r\nKept: 1\r\n", "Host: h\r\nKept: 1\r\n")]
    [InlineData("Host: h\r\nConnection: Host\r\n", "Host: h\r\n")]
    [InlineData("Host: h\r\nKeep-Alive: 1\r\nProxy-Connection: x\r\nUpgrade: h2c\r\nProxy-Authorization: Basic eA==\r\nProxy-Authenticate: x\r\n", "Host: h\r\n")]
    [InlineData("Host: h\r\nTE: gzip\r\n", "Host: h\r\n")]
    [InlineData("Host: h\r\nTE: gzip, trailers\r\nConnection: TE\r\n", "Host: h\r\nTE: trailers\r\nConnection: TE\r\n")]
    [InlineData("Host: h\r\nTrailer: X\r\nExpect: 100-continue\r\nVia: 1.1 a\r\n", "Host: h\r\nTrailer: X\r\nExpect: 100-continue\r\nVia: 1.1 a\r\n")]
    public void RequestFields_PassOnByteForByteWithoutThoseOfTheHop(string received, string sent)
        => Assert.Equal($"GET /t HTTP/1.1\r\n{sent}\r\n", WriteRequest(received, BodyFraming.None));

    [Theory]
    [InlineData("Host: h\r\ncontent-length:5\r\n", "Host: h\r\ncontent-length:5\r\n")]
    [InlineData("Host: h\r\nContent-Length:  5\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    [InlineData("Host: h\r\nContent-Length: 5\t\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    [InlineData("Host:\th\r\nContent-Length:\t5\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    [InlineData("Host: h\r\nContent-Length: 005\r\nX: 1\r\n", "Host: h\r\nContent-Length: 5\r\nX: 1\r\n")]
    [InlineData("Host: h\r\nConnection: Content-Length\r\nContent-Length: 5\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    [InlineData("Host: h\r\nContent-Length: 7\r\nContent-Length: 5\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    [InlineData("Host: h\r\nTransfer-Encoding: chunked\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    [InlineData("Host: h\r\n", "Host: h\r\nContent-Length: 5\r\n")]
    public void Length_IsSentAsItWasUnderstood_Once(string received, string sent)
        => Assert.Equal($"GET /t HTTP/1.1\r\n{sent}\r\n", WriteRequest(received, new BodyFraming(BodyKind.Length, 5)));

    [Theory]
    [InlineData("Transfer-Encoding: chunked \r\n")]
    [InlineData("Transfer-Encoding:\tchunked\r\n")]
    [InlineData("Transfer-Encoding: \t chunked\t \r\n")]
    public void WhiteSpaceAroundTheCoding_DoesNotPassOn(string received)
        => Assert.Equal("GET /t HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", WriteRequest($"Host: h\r\n{received}", BodyFraming.Chunked));

    [Fact]
    public void Chunked_IsSentOnceAndNeverWithALength()
        => Assert.Equal("GET /t HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", WriteRequest("Host: h\r\nContent-Length: 5\r\nTransfer-Encoding: ChUnKeD\r\n", BodyFraming.Chunked));

    [Fact]
    public void Upgrade_IsKeptWhenAskedFor_WithOneConnectionLine()
    {
        var output = new ByteBuffer(new BufferPool());
        RequestHead head = Request("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, X-Mine\r\nUpgrade: websocket\r\nX-Mine: 1\r\n\r\n");
        HeadWriter.WriteRequest(head, new RequestOutline { Target = "/"u8, Host = "h"u8, KeepUpgrade = true, Connection = ConnectionToken.Close }, output);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n", Text(output.Span));
    }

    [Fact]
    public void UpstreamCredentials_AreAdded_TheClientsAreNot()
    {
        var output = new ByteBuffer(new BufferPool());
        RequestHead head = Request("GET / HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic eA==\r\n\r\n");
        HeadWriter.WriteRequest(head, new RequestOutline { Target = "/"u8, Host = "h"u8, ProxyAuthorization = "Basic eQ=="u8 }, output);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic eQ==\r\n\r\n", Text(output.Span));
    }

    [Theory]
    [InlineData("HTTP/1.0 200 Fine\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n", "HTTP/1.1 200 Fine\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 \r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A : b\r\n\r\n", "HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nHost: h\r\nUpgrade: h2\r\nConnection: upgrade, X-F\r\nX-F: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nHost: h\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n")]
    public void ResponseFields_PassOnByteForByteWithoutThoseOfTheHop(string received, string sent)
    {
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteResponse(Response(received), default, output);
        Assert.Equal(sent, Text(output.Span));
    }

    [Fact]
    public void DeclaredLengthOfABodilessResponse_IsKeptWhenAskedFor()
    {
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteResponse(Response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), new ResponseOutline { KeepDeclaredFraming = true, Connection = ConnectionToken.Close }, output);
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", Text(output.Span));
    }

    [Theory]
    [InlineData("Content-Length: 005\r\n", "Content-Length: 5\r\n")]
    [InlineData("Content-Length: 5\r\nX: 1\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nX: 1\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Transfer-Encoding: chunked\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "")]
    [InlineData("X: 1\r\n", "X: 1\r\n")]
    public void FramingOfABodilessResponse_IsDeclaredAsItWasUnderstood(string received, string sent)
    {
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteResponse(Response($"HTTP/1.1 304 X\r\n{received}\r\n"), new ResponseOutline { KeepDeclaredFraming = true }, output);
        Assert.Equal($"HTTP/1.1 304 X\r\n{sent}\r\n", Text(output.Span));
    }

    [Fact]
    public void WhiteSpaceAroundADeclaredLength_DoesNotPassOn()
    {
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteResponse(Response("HTTP/1.1 200 OK\r\nContent-Length:\t5 \r\n\r\n"), new ResponseOutline { KeepDeclaredFraming = true }, output);
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Text(output.Span));
    }

    [Fact]
    public void ManyConnectionOptions_AreAllObeyed()
    {
        string options = string.Join(", ", Enumerable.Range(0, 200).Select(number => $"X-{number}"));
        string fields = string.Concat(Enumerable.Range(0, 200).Select(number => $"x-{number}: 1\r\n"));
        Assert.Equal("GET /t HTTP/1.1\r\nHost: h\r\nKept: 1\r\n\r\n", WriteRequest($"Host: h\r\nConnection: {options}\r\n{fields}Kept: 1\r\n", BodyFraming.None));
    }

    [Fact]
    public void ParsingAndWriting_AllocatesNothingOnceWarm()
    {
        var pool = new BufferPool();
        var head = new RequestHead(pool);
        var output = new ByteBuffer(pool);
        byte[] bytes = Bytes("GET http://h/p HTTP/1.1\r\nHost: h\r\nUser-Agent: a\r\nAccept: */*\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n");
        RoundTrip(bytes, head, output);
        RoundTrip(bytes, head, output);
        long allocated = Allocations.OfRound(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                RoundTrip(bytes, head, output);
            }
        });

        Assert.Equal(0, allocated);
        Assert.Equal(0, pool.Outstanding);
    }

    [Theory]
    [InlineData("Content-Length : 5", "Content-Length: 5", (int)BodyKind.Length, false)]
    [InlineData("Transfer-Encoding\t: chunked", "Transfer-Encoding: chunked", (int)BodyKind.Chunked, false)]
    [InlineData("Content-Length : 5", "Content-Length: 5", (int)BodyKind.None, true)]
    [InlineData("Transfer-Encoding : chunked", "Transfer-Encoding: chunked", (int)BodyKind.None, true)]
    [InlineData("Host : h", "Host: h", (int)BodyKind.None, false)]
    public void WhiteSpaceBeforeTheColonOfAResponse_IsTakenOut_WhateverTheField(string received, string sent, int kind, bool keepDeclared)
    {
        var output = new ByteBuffer(new BufferPool());
        var outline = new ResponseOutline { Framing = new BodyFraming((BodyKind)kind, kind == (int)BodyKind.Length ? 5 : 0), KeepDeclaredFraming = keepDeclared };
        HeadWriter.WriteResponse(Response($"HTTP/1.1 200 OK\r\n{received}\r\n\r\n"), outline, output);
        Assert.Equal($"HTTP/1.1 200 OK\r\n{sent}\r\n\r\n", Text(output.Span));
    }

    private static void RoundTrip(byte[] bytes, RequestHead head, ByteBuffer output)
    {
        int scanned = 0;
        HeadParser.ParseRequest(bytes, HeadLimits.Default, head, ref scanned);
        MessageFraming.OfRequest(head, out BodyFraming framing);
        HeadWriter.WriteRequest(head, new RequestOutline { Target = "/p"u8, Host = "h"u8, Framing = framing }, output);
        head.Release();
        output.Release();
    }

    private static string WriteRequest(string fields, BodyFraming framing)
    {
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteRequest(Request($"GET / HTTP/1.1\r\n{fields}\r\n"), new RequestOutline { Target = "/t"u8, Host = "h"u8, Framing = framing }, output);
        return Text(output.Span);
    }
}
