using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Proximity.Formats;
using Proximity.Formats.Har;

namespace Proximity.Flows.Tests.Formats;

public class HarWriterTests
{
    private const string Get = "GET http://a.test/ HTTP/1.1\nHost: a.test\n\n";
    private const string Ok = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n";

    [Fact]
    public async Task File_HasCreatorVersionAndPages()
    {
        JsonElement log = (await LogAsync()).GetProperty("log");

        Assert.Equal("1.2", log.GetProperty("version").GetString());
        Assert.Equal("Proximity", log.GetProperty("creator").GetProperty("name").GetString());
        Assert.Equal(0, log.GetProperty("pages").GetArrayLength());
        Assert.Equal(0, log.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task EveryNumber_IsANumber()
    {
        JsonElement entry = await EntryAsync(FormatFlows.Flow(Get, null, Ok, FormatFlows.Body("hi")));

        HarShape.DemandEntry(entry);
        Assert.Equal("2030-01-02T03:04:05.6780000+01:00", entry.GetProperty("startedDateTime").GetString());
        Assert.Equal(12.5m, entry.GetProperty("time").GetDecimal());
        JsonElement response = entry.GetProperty("response");
        Assert.Equal("hi", response.GetProperty("content").GetProperty("text").GetString());
        Assert.Equal(2, response.GetProperty("bodySize").GetInt64());
        Assert.Equal(47, response.GetProperty("_transferSize").GetInt64());
        Assert.Equal("80", entry.GetProperty("connection").GetString());
        Assert.False(entry.TryGetProperty("serverIPAddress", out _));
        Assert.False(entry.TryGetProperty("_initiator", out _));
    }

    [Fact]
    public async Task CodedBody_IsDecoded_AndItsSavingSaid()
    {
        byte[] gzip = Gzip(new string('x', 1000));
        JsonElement response = (await EntryAsync(FormatFlows.Flow(Get, null, Ok, FormatFlows.Coded(gzip, "gzip")))).GetProperty("response");

        JsonElement content = response.GetProperty("content");
        Assert.Equal(new string('x', 1000), content.GetProperty("text").GetString());
        Assert.Equal(1000, content.GetProperty("size").GetInt64());
        Assert.Equal(1000 - gzip.Length, content.GetProperty("compression").GetInt64());
        Assert.Equal(gzip.Length, response.GetProperty("bodySize").GetInt64());
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xE9 }, "6Q==")]
    [InlineData("text/plain", new byte[] { 0xFF, 0xFE, 0x80 }, "//6A")]
    [InlineData("application/octet-stream", new byte[] { 0, 1 }, "AAE=")]
    [InlineData("image/png", new byte[] { 0xC3, 0xA9 }, "w6k=")]
    public async Task BytesThatAreNoUtf8Text_AreBase64(string type, byte[] body, string text)
    {
        string head = $"HTTP/1.1 200 OK\nContent-Type: {type}\n\n";
        JsonElement content = (await EntryAsync(
            FormatFlows.Flow(Get, null, head, FlowBody.Whole(body)))).GetProperty("response").GetProperty("content");

        Assert.Equal(text, content.GetProperty("text").GetString());
        Assert.Equal("base64", content.GetProperty("encoding").GetString());
        Assert.Equal(body.Length, content.GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task UnknownCoding_KeepsTheCodedBytes_AndSaysSo()
    {
        var losses = new FormatLosses();
        Flow flow = FormatFlows.Flow(Get, null, Ok, FormatFlows.Coded([1, 2, 3], "compress"));

        JsonElement content = (await EntryAsync(flow, losses)).GetProperty("response").GetProperty("content");

        Assert.Equal("AQID", content.GetProperty("text").GetString());
        Assert.True(content.GetProperty("_coded").GetBoolean());
        Assert.Contains(losses.Counts, loss => loss.Key == HarLosses.CodedBody);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    [InlineData("PROPFIND")]
    public async Task RequestBody_IsThereForEveryMethod(string method)
    {
        string head = $"{method} http://a.test/ HTTP/1.1\nHost: a.test\nContent-Type: application/json\n\n";
        JsonElement request = (await EntryAsync(FormatFlows.Flow(head, FormatFlows.Body("{\"é\":1}"), Ok, null))).GetProperty("request");

        Assert.Equal("{\"é\":1}", request.GetProperty("postData").GetProperty("text").GetString());
        Assert.Equal(8, request.GetProperty("bodySize").GetInt64());
    }

    [Fact]
    public async Task Form_HasDecodedParameters()
    {
        const string Head = "POST http://a.test/ HTTP/1.1\nHost: a.test\nContent-Type: application/x-www-form-urlencoded\n\n";
        JsonElement posted = (await EntryAsync(FormatFlows.Flow(Head, FormatFlows.Body("a=1&b=%C3%A9+x"), Ok, null)))
            .GetProperty("request").GetProperty("postData");

        Assert.Equal("a=1&b=%C3%A9+x", posted.GetProperty("text").GetString());
        Assert.Equal("é x", posted.GetProperty("params")[1].GetProperty("value").GetString());
    }

    [Fact]
    public async Task FailedExchange_HasStatusZeroAndItsError()
    {
        FlowParts parts = FormatFlows.Parts(Get, null, null, null) with { ErrorCode = "dns_failed", AnsweredStatus = 502 };
        JsonElement response = (await EntryAsync(FlowFactory.Create(parts))).GetProperty("response");

        Assert.Equal(0, response.GetProperty("status").GetInt32());
        Assert.Equal(string.Empty, response.GetProperty("httpVersion").GetString());
        Assert.Equal(-1, response.GetProperty("bodySize").GetInt32());
        Assert.Equal("x-unknown", response.GetProperty("content").GetProperty("mimeType").GetString());
        Assert.Equal("dns_failed", response.GetProperty("_error").GetString());
        Assert.Equal(502, response.GetProperty("_answeredStatus").GetInt32());
    }

    [Fact]
    public async Task AbortedResponse_KeepsStatusAndText()
    {
        var cut = new FlowBody(FlowBodyState.Aborted, "short"u8.ToArray(), 5);
        FlowParts parts = FormatFlows.Parts(Get, null, Ok, cut) with { ErrorCode = "upstream_read_failed" };
        JsonElement response = (await EntryAsync(FlowFactory.Create(parts))).GetProperty("response");

        Assert.Equal(200, response.GetProperty("status").GetInt32());
        Assert.Equal("short", response.GetProperty("content").GetProperty("text").GetString());
        Assert.Equal("upstream_read_failed", response.GetProperty("_error").GetString());
    }

    [Theory]
    [InlineData("CONNECT a.test:443 HTTP/1.1\nHost: a.test\n\n", null, "https://a.test/")]
    [InlineData("CONNECT [::1]:8443 HTTP/1.1\nHost: a.test\n\n", null, "https://[::1]:8443/")]
    [InlineData("GET /p?q=1#f HTTP/1.1\nHost: a.test\n\n", "a.test:443", "https://a.test/p?q=1")]
    [InlineData("GET /p HTTP/1.1\nHost: a.test:8080\n\n", null, "http://a.test:8080/p")]
    [InlineData("OPTIONS * HTTP/1.1\nHost: a.test\n\n", null, "http://a.test/")]
    [InlineData("GET http://a.test?q HTTP/1.1\nHost: a.test\n\n", null, "http://a.test/?q")]
    [InlineData("GET / HTTP/1.0\n\n", null, "http://unknown.invalid/")]
    public async Task Url_IsAbsolute(string head, string? tunnel, string url)
    {
        FlowTls? tls = tunnel is null ? null : new FlowTls("TLS 1.3", "TLS_AES_128_GCM_SHA256", null, null);
        FlowParts parts = FormatFlows.Parts(head, null, Ok, null) with { Tunnel = tunnel, ClientTls = tls };

        JsonElement entry = await EntryAsync(FlowFactory.Create(parts));

        Assert.Equal(url, entry.GetProperty("request").GetProperty("url").GetString());
    }

    [Fact]
    public async Task WebSocket_HasItsDataMessages()
    {
        FlowParts parts = FormatFlows.Parts(Get, null, "HTTP/1.1 101 Switching Protocols\n\n", null) with
        {
            WebSocketMessages =
            [
                FormatFlows.Message(WebSocketDirection.ToOrigin, WebSocketMessageKind.Text, "hello é"u8.ToArray()),
                FormatFlows.Message(WebSocketDirection.ToClient, WebSocketMessageKind.Binary, [1, 2, 255]),
                FormatFlows.Message(WebSocketDirection.ToClient, WebSocketMessageKind.Close, [3, 232]),
            ],
        };
        var losses = new FormatLosses();
        JsonElement entry = await EntryAsync(FlowFactory.Create(parts), losses);

        Assert.Equal("ws://a.test/", entry.GetProperty("request").GetProperty("url").GetString());
        Assert.Equal("websocket", entry.GetProperty("_resourceType").GetString());
        JsonElement messages = entry.GetProperty("_webSocketMessages");
        Assert.Equal(2, messages.GetArrayLength());
        Assert.Equal("""{"type":"send","time":1893553446,"opcode":1,"data":"hello é"}""", messages[0].GetRawText());
        Assert.Equal("""{"type":"receive","time":1893553446,"opcode":2,"data":"AQL/"}""", messages[1].GetRawText());
        Assert.Contains(losses.Counts, loss => loss is { Key: HarLosses.ControlFrames, Value: 1 });
    }

    [Fact]
    public async Task Http2_IsSpelledAsImportersKnowIt()
    {
        FlowParts parts = FormatFlows.Parts(Get, null, Ok, null);
        parts = parts with { Request = parts.Request with { IsRendered = true }, Response = parts.Response! with { IsRendered = true } };
        JsonElement entry = await EntryAsync(FlowFactory.Create(parts));

        Assert.Equal("http/2.0", entry.GetProperty("request").GetProperty("httpVersion").GetString());
        Assert.Equal("http/2.0", entry.GetProperty("response").GetProperty("httpVersion").GetString());
        Assert.Equal(-1, entry.GetProperty("request").GetProperty("headersSize").GetInt32());
    }

    [Fact]
    public async Task Address_HasNoBrackets()
    {
        var details = new FlowDetails { OriginAddress = "[::1]", Connection = "443" };
        FlowParts parts = FormatFlows.Parts(Get, null, Ok, null) with { Details = details };
        JsonElement entry = await EntryAsync(FlowFactory.Create(parts));

        Assert.Equal("::1", entry.GetProperty("serverIPAddress").GetString());
        Assert.Equal("443", entry.GetProperty("connection").GetString());
    }

    [Theory]
    [InlineData(null, null, "80")]
    [InlineData(7L, null, "7")]
    [InlineData(7L, "c-1", "c-1")]
    public async Task Connection_IsThatOfTheFile_OrOfTheClient_OrThePort(long? number, string? ofFile, string written)
    {
        FlowParts parts = FormatFlows.Parts(Get, null, Ok, null) with
        {
            ClientConnectionId = number,
            Details = ofFile is null ? null : new FlowDetails { Connection = ofFile },
        };

        JsonElement entry = await EntryAsync(FlowFactory.Create(parts));

        Assert.Equal(written, entry.GetProperty("connection").GetString());
    }

    [Fact]
    public async Task Redirect_IsAbsolute()
    {
        JsonElement entry = await EntryAsync(FormatFlows.Flow(Get, null, "HTTP/1.1 302 Found\nLocation: /x?q=1\n\n", null));

        Assert.Equal("http://a.test/x?q=1", entry.GetProperty("response").GetProperty("redirectURL").GetString());
    }

    [Fact]
    public async Task Cookies_AreTakenApart()
    {
        const string Head = "HTTP/1.1 200 OK\nSet-Cookie: a=1; Path=/; HttpOnly\nSet-Cookie: b=2; Expires=Wed, 01 Jan 2031 00:00:00 GMT\n"
            + "Set-Cookie: c=3; Expires=Session\n\n";
        JsonElement cookies = (await EntryAsync(FormatFlows.Flow(Get, null, Head, null))).GetProperty("response").GetProperty("cookies");

        Assert.Equal("""{"name":"a","value":"1","path":"/","httpOnly":true,"secure":false}""", cookies[0].GetRawText());
        Assert.Equal("2031-01-01T00:00:00.000Z", cookies[1].GetProperty("expires").GetString());
        Assert.False(cookies[2].TryGetProperty("expires", out _));
    }

    [Fact]
    public async Task BodyThatIsCut_SaysSo()
    {
        var losses = new FormatLosses();
        var cut = new FlowBody(FlowBodyState.Truncated, "abc"u8.ToArray(), 10);
        JsonElement content = (await EntryAsync(
            FormatFlows.Flow(Get, null, Ok, cut),
            losses)).GetProperty("response").GetProperty("content");

        Assert.Equal(10, content.GetProperty("_totalBytes").GetInt32());
        Assert.Equal("The first 3 of 10 bytes.", content.GetProperty("comment").GetString());
        Assert.Equal([HarLosses.CutBody], losses.Describe());
    }

    private static async Task<JsonElement> LogAsync(params Flow[] flows)
    {
        byte[] file = await FormatFlows.WriteAsync(new HarWriter(FormatFlows.Decoder), new FormatLosses(), flows);
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    private static async Task<JsonElement> EntryAsync(Flow flow, FormatLosses? losses = null)
    {
        byte[] file = await FormatFlows.WriteAsync(new HarWriter(FormatFlows.Decoder), losses ?? new FormatLosses(), flow);
        using var document = JsonDocument.Parse(file);
        return document.RootElement.GetProperty("log").GetProperty("entries")[0].Clone();
    }

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
