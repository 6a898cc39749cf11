using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Tests.Http2.Fields;

/// <summary>Heads of HTTP/1.1 as fields of HTTP/2.</summary>
public class Http1HeadReaderTests
{
    private const string Start = ":method: GET\n:scheme: https\n:authority: a.test\n:path: /b";

    [Fact]
    public void Request_BecomesFields_InLowerCaseAndItsOrder() => AssertRequest(
        Start + "\nx-b: 1\ncookie: a=b; c=d\nx-b: 2",
        "GET / HTTP/1.1\r\nHost: other\r\nX-B: 1\r\nCookie: a=b; c=d\r\nx-b:  2 \r\n\r\n",
        default);

    [Fact]
    public void FieldsOfTheConnection_AreLeftOut() => AssertRequest(
        Start + "\nx: y\nte: trailers",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\n"
            + "Upgrade: h2c\r\nTE: gzip, Trailers\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n",
        BodyFraming.Chunked);

    [Fact]
    public void Length_IsTheFramings()
    {
        AssertRequest(
            Start + "\ncontent-length: 3\nx: y",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 003\r\nX: y\r\n\r\n",
            new BodyFraming(BodyKind.Length, 3));
        AssertRequest(
            Start + "\nx: y\ncontent-length: 7",
            "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
            new BodyFraming(BodyKind.Length, 7));
        AssertRequest(Start + "\nx: y", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX: y\r\n\r\n", BodyFraming.Chunked);
    }

    [Fact]
    public void WhatTheProxyAdds_StandsBehind()
    {
        var outline = new RequestOutline
        {
            Target = "/b"u8,
            Host = "a.test"u8,
            Via = "1.1 p"u8,
            ForwardedLines = "X-Forwarded-For: 1\r\nForwarded: for=1\r\n"u8,
            DropExpect = true,
        };
        Assert.Equal(
            Start + "\nx: y\nx-forwarded-for: 1\nforwarded: for=1\nvia: 1.1 p",
            Read("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nX: y\r\n\r\n", outline));
    }

    [Fact]
    public void Connect_HasTheAuthorityAlone()
    {
        var outline = new RequestOutline { Target = "a.test:443"u8, Host = "ignored"u8 };
        Assert.Equal(":method: CONNECT\n:authority: a.test:443", Read("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n", outline));
    }

    [Fact]
    public void Upgrade_BecomesAnExtendedConnect()
    {
        var outline = new RequestOutline { Target = "/b"u8, Host = "a.test"u8, KeepUpgrade = true };
        Assert.Equal(
            ":method: CONNECT\n:protocol: websocket\n:scheme: https\n:authority: a.test\n:path: /b\nsec-websocket-version: 13",
            Read(
                "GET /b HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: "
                    + "x\r\nSec-WebSocket-Version: 13\r\n\r\n",
                outline));
    }

    [Theory]
    [InlineData("OPTIONS", "max-forwards: 4")]
    [InlineData("GET", "max-forwards: 5")]
    public void MaxForwards_CountsWhereItMeansSomething(string method, string field)
    {
        var outline = new RequestOutline { Target = "/b"u8, Host = "a.test"u8 };
        Assert.EndsWith(field, Read($"{method} / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 5\r\n\r\n", outline), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "HTTP/1.1 200 OK\r\nX-A: b\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
        ":status: 200\nx-a: b\ndate: D\nvia: v")]
    [InlineData("HTTP/1.1 404 Not Found\r\nDate: E\r\n\r\n", ":status: 404\ndate: E\nvia: v")]
    public void Response_BecomesFields(string head, string fields)
    {
        var list = new FieldList(new BufferPool());
        var outline = new ResponseOutline { Framing = BodyFraming.Chunked, Date = [(byte)'D'], Via = [(byte)'v'] };
        Http1HeadReader.ReadResponse(ProtocolInput.Response(head), outline, list);
        Assert.Equal(fields, Http2Input.Show(list));
        Assert.Null(MessageRules.Judge(list, FieldSection.Response, false, out _));
    }

    [Fact]
    public void AnswerToHead_KeepsItsLength()
    {
        var list = new FieldList(new BufferPool());
        var outline = new ResponseOutline { KeepDeclaredFraming = true };
        Http1HeadReader.ReadResponse(ProtocolInput.Response("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), outline, list);
        Assert.Equal(":status: 200\ncontent-length: 10", Http2Input.Show(list));
    }

    [Fact]
    public void SwitchingProtocols_BecomesA200()
    {
        var list = new FieldList(new BufferPool());
        var outline = new ResponseOutline { KeepUpgrade = true };
        ResponseHead head = ProtocolInput.Response(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\nX: y\r\n\r\n");
        Http1HeadReader.ReadResponse(head, outline, list);
        Assert.Equal(":status: 200\nx: y", Http2Input.Show(list));
    }

    private static void AssertRequest(string expected, string head, BodyFraming framing)
        => Assert.Equal(expected, Read(head, new RequestOutline { Target = "/b"u8, Host = "a.test"u8, Framing = framing }));

    /// <summary>What is read is always well-formed.</summary>
    private static string Read(string head, in RequestOutline outline)
    {
        var list = new FieldList(new BufferPool());
        Http1HeadReader.ReadRequest(ProtocolInput.Request(head), outline, "https"u8, list);
        Assert.Null(MessageRules.Judge(list, FieldSection.Request, allowsProtocol: true, out _));
        return Http2Input.Show(list);
    }
}
