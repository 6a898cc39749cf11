using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Tests.Http2.Fields;

/// <summary>RFC 9113 §8. Fields are separated by a bar.</summary>
public class MessageRulesTests
{
    private const string Get = ":method: GET|:scheme: https|:authority: a.test|:path: /|";

    [Theory]
    [InlineData(Get)]
    [InlineData(Get + "x-a: |te: trailers|cookie: a=b|cookie: c")]
    [InlineData(Get + "host: A.test")]
    [InlineData(Get + "x-a: \u00E9\t.")]
    [InlineData(":path: /|:authority: a.test|:scheme: http|:method: X-Y")]
    [InlineData(":method: GET|:scheme: https|:path: /|host: a.test:1")]
    [InlineData(":method: OPTIONS|:scheme: https|:authority: a.test|:path: *")]
    [InlineData(":method: CONNECT|:authority: a.test:443")]
    [InlineData(":method: CONNECT|:protocol: websocket|:scheme: https|:authority: a.test|:path: /chat")]
    public void Request_IsTaken(string fields) => Assert.Null(Judge(fields, FieldSection.Request));

    [Theory]
    [InlineData("", "§8.3.1")]
    [InlineData(":scheme: https|:authority: a.test|:path: /", "no :method")]
    [InlineData(":method: |:scheme: https|:authority: a.test|:path: /", "no :method")]
    [InlineData(":method: G T|:scheme: https|:authority: a.test|:path: /", "no :method")]
    [InlineData(":method: GET|:authority: a.test|:path: /", "no :scheme")]
    [InlineData(":method: GET|:scheme: h tp|:authority: a.test|:path: /", ":scheme")]
    [InlineData(":method: GET|:scheme: |:authority: a.test|:path: /", ":scheme")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test", "no :path")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test|:path: ", ":path")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test|:path: a", ":path")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test|:path: *", ":path")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test|:path: /a b", ":path")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test|:path: /a#b", ":path")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test|:path: /\u00E9", ":path")]
    [InlineData(":method: GET|:scheme: https|:path: /", "neither")]
    [InlineData(":method: GET|:scheme: https|:authority: |:path: /", ":authority")]
    [InlineData(":method: GET|:scheme: https|:authority: u@a.test|:path: /", "user information")]
    [InlineData(":method: GET|:scheme: https|:authority: a.test/b|:path: /", ":authority")]
    [InlineData(":method: GET|:scheme: https|:path: /|host: ", "neither")]
    [InlineData(Get + "host: b.test", "different hosts")]
    [InlineData(Get + "host: a.test|host: a.test", "More than one Host")]
    [InlineData(Get + ":path: /", "twice")]
    [InlineData(":path: /|" + Get, "twice")]
    [InlineData("x-a: b|" + Get, "behind a field")]
    [InlineData(Get + "x-a: b|:x: y", "behind a field")]
    [InlineData(":x: y|" + Get, "unknown")]
    [InlineData(":: y|" + Get, "unknown")]
    [InlineData(":status: 200|" + Get, "not of this kind")]
    [InlineData(":Method: GET|" + Get, "unknown")]
    [InlineData(":method: CONNECT|:authority: a.test:443|:path: /", "CONNECT")]
    [InlineData(":method: CONNECT|:authority: a.test:443|:scheme: https", "CONNECT")]
    [InlineData(":method: CONNECT|host: a.test:443", "CONNECT")]
    [InlineData(":method: GET|:protocol: websocket|:scheme: https|:authority: a.test|:path: /", ":protocol")]
    [InlineData(":method: CONNECT|:protocol: |:scheme: https|:authority: a.test|:path: /", ":protocol")]
    [InlineData(":method: CONNECT|:protocol: x|:scheme: https|:path: /|host: a.test", "extended CONNECT")]
    [InlineData(":method: CONNECT|:protocol: x|:scheme: https|:authority: a.test", "no :path")]
    public void Request_IsMalformed(string fields, string reason) => AssertMalformed(fields, FieldSection.Request, reason);

    [Theory]
    [InlineData("X-A: b", "capital")]
    [InlineData("x a: b", "capital")]
    [InlineData("x\u00E9: b", "capital")]
    [InlineData("x\n: b", "capital")]
    [InlineData("x: a\r\nb", "control")]
    [InlineData("x: a\nb", "control")]
    [InlineData("x: a\0b", "control")]
    [InlineData("x: a\u007Fb", "control")]
    [InlineData("x:  b", "white space")]
    [InlineData("x: b\t", "white space")]
    [InlineData("connection: close", "connection")]
    [InlineData("keep-alive: 1", "connection")]
    [InlineData("proxy-connection: x", "connection")]
    [InlineData("transfer-encoding: chunked", "connection")]
    [InlineData("upgrade: x", "connection")]
    [InlineData("te: gzip", "TE")]
    [InlineData("te: trailers, gzip", "TE")]
    public void Field_IsMalformedWhereverItStands(string field, string reason)
    {
        AssertMalformed(Get + field, FieldSection.Request, reason);
        AssertMalformed(":status: 200|" + field, FieldSection.Response, reason);
        AssertMalformed(field, FieldSection.Trailers, reason);
    }

    [Fact]
    public void EmptyName_IsMalformed()
    {
        FieldList fields = Http2Input.List(":status: 200");
        fields.Add(""u8, "x"u8);
        Assert.Contains("empty", MessageRules.Judge(fields, FieldSection.Response, false, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":status: 200|content-length: 0", 200, 0)]
    [InlineData(":status: 103|link: x", 103, -1)]
    [InlineData(":status: 999|content-length: 9223372036854775807", 999, long.MaxValue)]
    public void Response_IsTaken(string fields, int status, long length)
    {
        Assert.Null(MessageRules.Judge(Http2Input.List(fields.Split('|')), FieldSection.Response, false, out MessageOutline outline));
        Assert.Equal(status, outline.Status);
        Assert.Equal(length, outline.ContentLength);
    }

    [Theory]
    [InlineData("x: y", "no :status")]
    [InlineData(":status: 20", "three digits")]
    [InlineData(":status: 099", "three digits")]
    [InlineData(":status: 2000", "three digits")]
    [InlineData(":status: 200|:status: 200", "twice")]
    [InlineData(":status: 101", "101")]
    [InlineData(":method: GET|:status: 200", "not of this kind")]
    [InlineData(":status: 200|content-length: 1|content-length: 1", "Content-Length")]
    [InlineData(":status: 200|content-length: -1", "Content-Length")]
    [InlineData(":status: 200|content-length: +1", "Content-Length")]
    [InlineData(":status: 200|content-length: ", "Content-Length")]
    [InlineData(":status: 200|content-length: 1, 1", "Content-Length")]
    [InlineData(":status: 200|content-length: 9223372036854775808", "Content-Length")]
    public void Response_IsMalformed(string fields, string reason) => AssertMalformed(fields, FieldSection.Response, reason);

    [Fact]
    public void Trailers_HaveNoPseudoFields()
    {
        Assert.Null(Judge("grpc-status: 0|content-length: x", FieldSection.Trailers));
        AssertMalformed(":status: 200", FieldSection.Trailers, "trailers");
    }

    [Fact]
    public void Protocol_IsUnknownUnlessItWasAllowed()
        => Assert.Contains(
            "unknown",
            MessageRules.Judge(
                Http2Input.List(":method: CONNECT", ":protocol: websocket", ":scheme: https", ":authority: a.test", ":path: /"),
                FieldSection.Request,
                allowsProtocol: false,
                out _),
            StringComparison.Ordinal);

    private static string? Judge(string fields, FieldSection section)
        => MessageRules.Judge(
            Http2Input.List(fields.Split('|', StringSplitOptions.RemoveEmptyEntries)),
            section,
            allowsProtocol: true,
            out _);

    private static void AssertMalformed(string fields, FieldSection section, string reason)
    {
        string? problem = Judge(fields, section);
        Assert.Contains(reason, problem ?? "taken", StringComparison.Ordinal);
    }
}
