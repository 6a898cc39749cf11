using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Proximity.Flows.Tests.Formats;
using Proximity.Formats;
using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

public class FlowMaskTests
{
    private const string Card = "4111111111111111";
    private const string Key = "AKIAIOSFODNN7EXAMPLE";

    [Theory]
    [InlineData("application/json", """{"user":"u","password":"s","n":[1,"x"]}""", """{"user":"u","password":"[1]","n":[1,"x"]}""")]
    [InlineData(
        "application/json",
        """{ "accessToken" : "s", "b":{"Access-Token":"s"} }""",
        """{ "accessToken" : "[1]", "b":{"Access-Token":"[1]"} }""")]
    [InlineData(
        "application/json",
        """{"secret":{"a":"x","b":["y",7,null]},"c":"z"}""",
        """{"secret":{"a":"[1]","b":["[2]","[3]",null]},"c":"z"}""")]
    [InlineData("application/json", """[{"password":"s"},"next"]""", """[{"password":"[1]"},"next"]""")]
    [InlineData("application/json", """{"card":4111111111111111}""", """{"card":"[1]"}""")]
    [InlineData("application/json", """{"inner":"{\"password\":\"s\"}"}""", """{"inner":"{\"password\":\"[1]\"}"}""")]
    [InlineData("application/json", """{"u":"https://a.test/?token=s&q=1"}""", """{"u":"https://a.test/?token=[1]&q=1"}""")]
    [InlineData("application/problem+json", """{"password":""}""", """{"password":""}""")]
    [InlineData("application/x-ndjson", "{\"password\":\"s\"}\n{\"a\":1}\n", "{\"password\":\"[1]\"}\n{\"a\":1}\n")]
    [InlineData("application/json", ")]}'\n{\"password\":\"s\"}", ")]}'\n{\"password\":\"[1]\"}")]
    [InlineData("application/json", """{"password":"s" """, null)]
    [InlineData("application/x-www-form-urlencoded", "user=u&password=a+b&code=1", "user=u&password=[1]&code=[2]")]
    [InlineData("application/x-www-form-urlencoded", "n=" + Card + "&u=%20" + Key, "n=[1]&u=+[2]")]
    [InlineData("text/plain", "see " + Key + ".", "see [1].")]
    [InlineData("text/plain", "user=u&password=s", "user=u&password=[1]")]
    [InlineData("text/event-stream", "data: token=s\n\n", "data: token=[1]\n\n")]
    [InlineData("text/html", "<a href=\"/x\">" + Card + "</a>", "<a href=\"/x\">[1]</a>")]
    [InlineData(
        "text/event-stream",
        "event: a\ndata: {\"token\":\"s\"}\n\ndata: " + Key + "\n\n",
        "event: a\ndata: {\"token\":\"[1]\"}\n\ndata: [2]\n\n")]
    [InlineData("text/event-stream", "data: {\r\ndata: \"token\":\"s\"}\r\n\r\n", "data: {\r\ndata: \"token\":\"[1]\"}\r\n\r\n")]
    [InlineData("", """{"password":"s"}""", """{"password":"[1]"}""")]
    [InlineData("application/octet-stream", "\0\u0001", null)]
    [InlineData("application/grpc", "\0\0\0\0\u0001", null)]
    [InlineData("application/grpc", "\0\0\0\0\u0001\n", null)]
    [InlineData("application/grpc-web-text", "!!!", null)]
    [InlineData("application/grpc-web-text", "AAAAAAEK", null)]
    [InlineData("application/grpc-web-text", "AAAAAAQKAm9r", "AAAAAAQKAm9r")]
    [InlineData("application/x-protobuf", "\n", null)]
    [InlineData("image/png", "\0\u0001", "\0\u0001")]
    public void Body_IsMaskedByItsType(string type, string body, string? expected) => Assert.Equal(expected, MaskingFlows.Body(type, body));

    [Fact]
    public void Multipart_IsMaskedByPartNames_AndStaysMultipart()
    {
        string body = Parts(
            ("name=\"user\"", "u"),
            ("name=\"password\"", "s"),
            ("name=\"f\"; filename=\"a.json\"\r\nContent-Type: application/json", "{\"token\":\"t\"}"),
            ("name=\"b\"; filename=\"b\"\r\nContent-Type: application/zip", "PK\0"));
        string expected = Parts(
            ("name=\"user\"", "u"),
            ("name=\"password\"", "[1]"),
            ("name=\"f\"; filename=\"a.json\"\r\nContent-Type: application/json", "{\"token\":\"[2]\"}"),
            ("name=\"b\"; filename=\"b\"\r\nContent-Type: application/zip", ""));

        Assert.Equal(expected, MaskingFlows.Body("multipart/form-data; boundary=\"XX\"", body));
    }

    [Fact]
    public void Fields_KeepTheirStructure()
    {
        Flow masked = MaskingFlows.Mask().Mask(FormatFlows.Flow(
            "GET http://u:p@a.test/x/" + Key + "?q=1&access_token=s%20t&next=https%3A%2F%2Fb.test%2F%3Fcode%3Dc#token=s HTTP/1.1\n"
                + "Host: a.test\nAuthorization: Bearer s\nCookie: sid=s; theme=dark\nReferer: http://a.test/?token=s\nX-Other: " + Card
                + "\nX-Plain: v\n\n",
            null,
            "HTTP/1.1 200 OK\nSet-Cookie: sid=s; Path=/; HttpOnly\nLocation: /y?password=s\n\n",
            null));

        string shown = MaskingFlows.Normal(
            string.Join('\n', masked.Request.Headers.Concat(masked.Response!.Headers).Select(field => $"{field.Key}: {field.Value}")));
        Assert.Equal(
            "Host: a.test\nAuthorization: Bearer [1]\nCookie: sid=[1]; theme=[2]\nReferer: http://a.test/?token=[1]\nX-Other: [3]\n"
                + "X-Plain: v\nSet-Cookie: sid=[1]; Path=/; HttpOnly\nLocation: /y?password=[1]",
            shown);
        Assert.Equal(
            "http://[1]@a.test/x/[2]?q=1&access_token=[3]&next=https:%2F%2Fb.test%2F%3Fcode%3D[4]#token=[5]",
            MaskingFlows.Normal(masked.Request.Url));
        Assert.True(Uri.TryCreate(masked.Request.Url, UriKind.Absolute, out _), masked.Request.Url);
    }

    [Theory]
    [InlineData("/reset/token/5f2c9a01b", "/reset/token/[1]")]
    [InlineData("/token/refresh", "/token/refresh")]
    [InlineData("/password/reset?step=2", "/password/reset?step=2")]
    [InlineData("/users/5f2c9a01b", "/users/5f2c9a01b")]
    public void SegmentBehindASecretsName_IsMasked(string target, string expected)
    {
        Flow masked = MaskingFlows.Mask().Mask(FormatFlows.Flow($"GET {target} HTTP/1.1\nHost: a.test\n\n", null, null, null));

        Assert.Equal(expected, MaskingFlows.Normal(masked.Request.Url));
    }

    [Fact]
    public void Lengths_AndCodings_AreThoseOfTheMaskedBody()
    {
        byte[] gzip = Gzip("{\"password\":\"s\"}");
        Flow masked = MaskingFlows.Response(
            $"Content-Type: application/json\nContent-Encoding: gzip\nContent-Length: {gzip.Length}\n",
            FormatFlows.Coded(gzip, "gzip"));

        Assert.Null(masked.Response!.Headers["Content-Encoding"]);
        Assert.Equal(masked.ResponseBody.Bytes.Length.ToString(null as IFormatProvider), masked.Response.Headers["Content-Length"]);
        Assert.Empty(masked.ResponseBody.ContentCodings);
        Assert.Equal(FlowBodyState.Complete, masked.ResponseBody.State);
    }

    [Fact]
    public void CleanCodedBody_StaysAsItIs()
    {
        byte[] gzip = Gzip("{\"user\":\"u\"}");
        Flow masked = MaskingFlows.Response("Content-Type: application/json\nContent-Encoding: gzip\n", FormatFlows.Coded(gzip, "gzip"));

        Assert.Equal(gzip, masked.ResponseBody.Bytes.ToArray());
        Assert.Equal(["gzip"], masked.ResponseBody.ContentCodings);
        Assert.Equal("gzip", masked.Response!.Headers["Content-Encoding"]);
    }

    [Fact]
    public void WhatCannotBeRead_IsLeftOut_AndSaid()
    {
        List<MaskedPlace> places = [];
        var cut = new FlowBody(FlowBodyState.Truncated, "{\"password\":\"s"u8.ToArray(), 100);
        Flow masked = MaskingFlows.Mask(places.Add).Mask(FormatFlows.Flow(
            "GET http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n", cut));

        Assert.Equal(
            (NotKeptReason.Redacted, 100L, 0),
            (masked.ResponseBody.NotKept, masked.ResponseBody.TotalBytes, masked.ResponseBody.Bytes.Length));
        Assert.Equal(["flow 1: response body: left out: only its beginning is kept"], places.Select(place => place.ToString()));
    }

    [Fact]
    public void CutText_LosesItsLastWord()
    {
        var cut = new FlowBody(FlowBodyState.Truncated, Encoding.ASCII.GetBytes("two words AKIAIOSFOD"), 100);

        Assert.Equal(
            "two words ",
            Encoding.ASCII.GetString(MaskingFlows.Response("Content-Type: text/plain\n", cut).ResponseBody.Bytes.Span));
    }

    [Fact]
    public void Report_SaysWhatWasMaskedWhere()
    {
        List<MaskedPlace> places = [];
        MaskingFlows.Mask(places.Add).Mask(FormatFlows.Flow(
            "POST http://a.test/?token=s HTTP/1.1\nHost: a.test\nContent-Type: application/json\n\n",
            FormatFlows.Body($$"""{"user":{"password":"s"},"list":["{{Key}}"]}"""),
            null,
            null));

        Assert.Equal(
            [
                "flow 1: request target parameter token: secret by its name: [1]",
                "flow 1: request body $.user.password: secret by its name: [1]",
                "flow 1: request body $.list: AWS access key: [2]",
            ],
            MaskingFlows.Normal(string.Join('\n', places)).Split('\n'));
    }

    [Fact]
    public void NamesOfTheUser_HoldEverywhere()
    {
        string? body = MaskingFlows.Body("application/json", """{"x-mine":"a","q":"b","z":"c"}""", "X-Mine", "?q");

        Assert.Equal("""{"x-mine":"[1]","q":"[2]","z":"c"}""", body);
    }

    [Fact]
    public void MaskedFlow_MaskedAgain_IsTheSame()
    {
        Flow once = MaskingFlows.Mask().Mask(FormatFlows.Flow(
            "POST http://u:p@a.test/?token=s HTTP/1.1\nHost: a.test\nAuthorization: Bearer s\nContent-Type: application/json\n\n",
            FormatFlows.Body($$"""{"password":"s","a":"{{Card}}"}"""),
            null,
            null));

        Assert.Equal(MaskingFlows.Show(once), MaskingFlows.Show(MaskingFlows.Mask().Mask(once)));
    }

    [Fact]
    public void WebSocketMessages_AreMasked_OrLeftOut()
    {
        FlowParts parts = FormatFlows.Parts("GET http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, "HTTP/1.1 101 Switching\n\n", null) with
        {
            WebSocketMessages =
            [
                FormatFlows.Message(WebSocketDirection.ToOrigin, WebSocketMessageKind.Text, "{\"password\":\"s\"}"u8.ToArray()),
                FormatFlows.Message(WebSocketDirection.ToOrigin, WebSocketMessageKind.Binary, [0, 1, 2]),
                FormatFlows.Message(WebSocketDirection.ToOrigin, WebSocketMessageKind.Close, [3, 232, .. Encoding.ASCII.GetBytes(Key)]),
            ],
        };
        RecordedWebSocketMessage[] masked = [.. MaskingFlows.Mask().Mask(FlowFactory.Create(parts)).WebSocket!.Messages];

        Assert.Equal("{\"password\":\"[1]\"}", MaskingFlows.Normal(masked[0].Text!));
        Assert.Equal((0, 3L), (masked[1].Payload.Length, masked[1].Length));
        Assert.Equal((1000, "[1]"), (masked[2].CloseCode, MaskingFlows.Normal(masked[2].Text!)));
    }

    [Fact]
    public void MessagesOfStreams_AreMasked_OrLeftOut()
    {
        FlowParts parts = FormatFlows.Parts("GET http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, "HTTP/1.1 200 OK\n\n", null) with
        {
            MessageCount = 7,
            Messages =
            [
                new FlowMessage(MessageDirection.ToClient, MessageKind.ServerSentEvent, "{\"token\":\"s\"}"u8.ToArray(), 13)
                {
                    EventType = "x",
                },
                new FlowMessage(MessageDirection.ToClient, MessageKind.Grpc, (byte[])[0x0A, 20, .. Encoding.ASCII.GetBytes(Key)], 22),
                new FlowMessage(MessageDirection.ToClient, MessageKind.Grpc, (byte[])[0x0A], 1),
            ],
        };
        Flow masked = MaskingFlows.Mask().Mask(FlowFactory.Create(parts));

        Assert.Equal(7, masked.MessageCount);
        Assert.Equal("{\"token\":\"[1]\"}", MaskingFlows.Normal(masked.Messages[0].Text!));
        Assert.Equal("x", masked.Messages[0].EventType);
        Assert.Equal(0x0A, masked.Messages[1].Payload.Span[0]);
        Assert.DoesNotContain(Key, Encoding.ASCII.GetString(masked.Messages[1].Payload.Span), StringComparison.Ordinal);
        Assert.Equal((0, 1L), (masked.Messages[2].Payload.Length, masked.Messages[2].Length));
    }

    [Fact]
    public void GrpcTexts_AreMasked_AndLengthsFit()
    {
        byte[] inner = [0x0A, (byte)Key.Length, .. Encoding.ASCII.GetBytes(Key), 0x10, 0x05];
        byte[] message = [0x0A, (byte)inner.Length, .. inner, 0x12, 2, (byte)'o', (byte)'k'];
        byte[] frame = [0, 0, 0, 0, (byte)message.Length, .. message];
        Flow masked = MaskingFlows.Response("Content-Type: application/grpc\n", FlowBody.Whole(frame));

        byte[] bytes = masked.ResponseBody.Bytes.ToArray();
        const int Mark = 13;
        Assert.Equal(frame.Length - Key.Length + Mark, bytes.Length);
        Assert.Equal(message.Length - Key.Length + Mark, bytes[4]);
        Assert.Equal((byte)(inner.Length - Key.Length + Mark), bytes[6]);
        Assert.Equal(Mark, bytes[8]);
        Assert.EndsWith("\u0010\u0005\u0012\u0002ok", Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void MaskedJson_IsJson()
    {
        string body = MaskingFlows.Body("application/json", """{"password":"\u0000\"\\","a":"é\ud83d"}""")!;

        using var document = JsonDocument.Parse(body);
        Assert.StartsWith("[", document.RootElement.GetProperty("password").GetString(), StringComparison.Ordinal);
    }

    private static string Parts(params (string Head, string Content)[] parts)
        => string.Concat(parts.Select(part => $"--XX\r\nContent-Disposition: form-data; {part.Head}\r\n\r\n{part.Content}\r\n"))
            + "--XX--\r\n";

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }
}
