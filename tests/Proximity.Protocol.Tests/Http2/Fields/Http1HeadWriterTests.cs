using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Tests.Http2.Fields;

/// <summary>Fields of HTTP/2 as heads of HTTP/1.1.</summary>
public class Http1HeadWriterTests
{
    private static readonly string[] Get = [":method: GET", ":scheme: https", ":authority: a.test", ":path: /b?c"];

    [Fact]
    public void Request_BecomesOriginForm()
        => AssertRequest("GET /b?c HTTP/1.1\nhost: a.test\nx-a: 1\nx-a: 2\n\n", hasBody: false, [.. Get, "x-a: 1", "x-a: 2"]);

    [Fact]
    public void HostThatIsTheAuthority_StandsOnce()
        => AssertRequest("GET /b?c HTTP/1.1\nhost: a.test\nx: y\n\n", hasBody: false, [.. Get, "x: y", "host: A.TEST"]);

    [Fact]
    public void HostAlone_IsTheHost()
        => AssertRequest("GET / HTTP/1.1\nhost: a.test\n\n", hasBody: false, ":method: GET", ":scheme: https", ":path: /", "host: a.test");

    [Fact]
    public void Crumbs_AreJoinedWhereTheFirstStands()
        => AssertRequest(
            "GET /b?c HTTP/1.1\nhost: a.test\ncookie: a=b; c=d; e\nx: y\n\n",
            hasBody: false,
            [.. Get, "cookie: a=b", "x: y", "cookie: c=d", "cookie: e"]);

    [Fact]
    public void BodyOfUnknownLength_IsChunked()
        => AssertRequest("GET /b?c HTTP/1.1\nhost: a.test\ntransfer-encoding: chunked\n\n", hasBody: true, Get);

    [Fact]
    public void BodyOfKnownLength_KeepsIt()
        => AssertRequest("GET /b?c HTTP/1.1\nhost: a.test\ncontent-length: 3\n\n", hasBody: true, [.. Get, "content-length: 3"]);

    [Fact]
    public void Connect_BecomesAuthorityForm()
        => AssertRequest("CONNECT a.test:443 HTTP/1.1\nhost: a.test:443\n\n", hasBody: true, ":method: CONNECT", ":authority: a.test:443");

    [Fact]
    public void ExtendedConnect_BecomesAnUpgrade() => AssertRequest(
        "GET /chat HTTP/1.1\nhost: a.test\nsec-websocket-version: 13\nconnection: upgrade\nupgrade: websocket\nsec-websocket-key: "
            + "KEY==\n\n",
        hasBody: true,
        ":method: CONNECT",
        ":protocol: websocket",
        ":scheme: https",
        ":authority: a.test",
        ":path: /chat",
        "sec-websocket-version: 13");

    [Theory]
    [InlineData(false, "HTTP/1.1 200 OK\nx: y\n\n", ":status: 200", "x: y")]
    [InlineData(true, "HTTP/1.1 200 OK\nx: y\ntransfer-encoding: chunked\n\n", ":status: 200", "x: y")]
    [InlineData(true, "HTTP/1.1 200 OK\ncontent-length: 5\n\n", ":status: 200", "content-length: 5")]
    [InlineData(true, "HTTP/1.1 103 OK\nlink: x\n\n", ":status: 103", "link: x")]
    public void Response_IsMade(bool hasBody, string expected, params string[] lines)
        => Assert.Equal(expected, MakeResponse(new Http1Form { HasBody = hasBody, Reason = "OK"u8 }, lines));

    [Fact]
    public void AnswerToExtendedConnect_BecomesA101() => Assert.Equal(
        "HTTP/1.1 101 \nx: y\nconnection: upgrade\nupgrade: websocket\nsec-websocket-accept: A=\n\n",
        MakeResponse(new Http1Form { HasBody = true, SwitchesTo = "websocket"u8, WebSocketKey = "A="u8 }, ":status: 200", "x: y"));

    [Fact]
    public void ReasonThatWouldEndTheLine_IsRefused() => Assert.Equal(
        ErrorCodes.MalformedResponse, MakeResponse(new Http1Form { Reason = "a\r\nx: y"u8 }, ":status: 200").Split(' ')[0]);

    [Theory]
    [InlineData("a\r\n\r\nGET / HTTP/1.1\r\n")]
    [InlineData("a\nx: y")]
    [InlineData("a\r\nx: y")]
    [InlineData("a\0")]
    public void ValueThatNobodyJudged_IsRefused(string value)
    {
        FieldList fields = Http2Input.List(Get);
        Assert.Null(MessageRules.Judge(fields, FieldSection.Request, false, out MessageOutline outline));
        fields.Add("x-b"u8, ProtocolInput.Bytes(value));
        Fault? fault = Http1HeadWriter.MakeRequest(
            fields, outline, default, new ByteBuffer(new BufferPool()), new RequestHead(new BufferPool()));
        Assert.Equal(ErrorCodes.MalformedRequest, fault?.Code);
    }

    [Fact]
    public void Trailers_AreLines_WithoutThoseThatNeverPass()
    {
        var output = new ByteBuffer(new BufferPool());
        Http1HeadWriter.WriteTrailers(Http2Input.List("grpc-status: 0", "content-length: 5", "x: y"), output);
        Assert.Equal("grpc-status: 0\r\nx: y\r\n", ProtocolInput.Text(output.Span));
    }

    private static void AssertRequest(string expected, bool hasBody, params string[] lines)
    {
        FieldList fields = Http2Input.List(lines);
        Assert.Null(MessageRules.Judge(fields, FieldSection.Request, allowsProtocol: true, out MessageOutline outline));
        var head = new RequestHead(new BufferPool());
        var form = new Http1Form { HasBody = hasBody, WebSocketKey = "KEY=="u8 };
        Assert.Null(Http1HeadWriter.MakeRequest(fields, outline, form, new ByteBuffer(new BufferPool()), head));
        Assert.Equal(expected.Replace("\n", "\r\n", StringComparison.Ordinal), ProtocolInput.Text(head.Block));
    }

    private static string MakeResponse(in Http1Form form, params string[] lines)
    {
        FieldList fields = Http2Input.List(lines);
        Assert.Null(MessageRules.Judge(fields, FieldSection.Response, allowsProtocol: false, out MessageOutline outline));
        var head = new ResponseHead(new BufferPool());
        Fault? fault = Http1HeadWriter.MakeResponse(fields, outline, form, new ByteBuffer(new BufferPool()), head);
        return fault is null ? ProtocolInput.Text(head.Block).Replace("\r\n", "\n", StringComparison.Ordinal) : fault.Code + " ";
    }
}
