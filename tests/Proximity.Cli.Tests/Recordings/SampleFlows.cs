using System.IO.Compression;
using System.Text;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>Flows of every kind that the verbs show, and files with them.</summary>
internal static class SampleFlows
{
    public static readonly DateTimeOffset Time = new(2025, 3, 4, 10, 20, 30, 123, TimeSpan.Zero);

    /// <summary>JSON in gzip, a form with a redirect, a failure, a tunnel that was not opened, a picture.</summary>
    public static IReadOnlyList<Flow> All { get; } = [Json(1), Form(2), Missing(3), Tunnel(4), Picture(5)];

    public static Flow Json(long id, string body = """{"items":[{"id":1,"name":"é"}],"next":null}""", int status = 200)
        => FlowFactory.Create(new FlowParts
        {
            Id = id,
            Timestamp = Time,
            ClientIP = "127.0.0.1",
            ClientProcess = "curl",
            Request = Request("GET", "/v1/items?page=2", [new("Host", "api.example.com"), new("Accept", "*/*")]),
            Response = Response(
                status, "OK", [new("Content-Type", "application/json"), new("Content-Encoding", "gzip")], Gzip(body), ["gzip"]),
            Duration = TimeSpan.FromMilliseconds(12.3),
            Timings = new FlowTimings(Ms(1), Ms(4), Ms(0.3), Ms(5), Ms(2)),
            Tunnel = "api.example.com:443",
            ClientTls = new FlowTls("TLS 1.3", "TLS_AES_256_GCM_SHA384", "http/1.1", "api.example.com"),
            OriginTls = new FlowTls("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", null, null),
            RequestBytes = 100,
            ResponseBytes = 1_234,
        });

    public static Flow Form(long id) => FlowFactory.Create(new FlowParts
    {
        Id = id,
        Timestamp = Time.AddSeconds(1),
        ClientIP = "127.0.0.1",
        Request = Request(
            "POST",
            "http://shop.example.com/login",
            [new("Host", "shop.example.com"), new("Content-Type", "application/x-www-form-urlencoded"), new("Cookie", "sid=one")],
            "user=anna+m&note=a%0Ab\u001b[31m"u8.ToArray()),
        Response = Response(302, "Found", [new("Location", "/")], [], []),
        Duration = TimeSpan.FromMilliseconds(250),
        RequestBytes = 300,
        ResponseBytes = 200,
    });

    public static Flow Missing(long id) => FlowFactory.Create(new FlowParts
    {
        Id = id,
        Timestamp = Time.AddSeconds(2),
        ClientIP = "127.0.0.1",
        Request = Request(
            "GET",
            "http://shop.example.com/a/very/long/path/that/no/narrow/terminal/shows/whole?with=query",
            [new("Host", "shop.example.com")]),
        Response = Response(404, "Not Found", [new("Content-Type", "text/plain")], "no\u001b]0;x\u0007such"u8.ToArray(), []),
        Duration = TimeSpan.FromSeconds(1.5),
        RequestBytes = 100,
        ResponseBytes = 2_500_000,
    });

    public static Flow Tunnel(long id) => FlowFactory.Create(new FlowParts
    {
        Id = id,
        Timestamp = Time.AddMinutes(20),
        ClientIP = "127.0.0.1",
        Request = Request("CONNECT", "secure.example.com:443", [new("Host", "secure.example.com:443")]),
        Duration = TimeSpan.FromMilliseconds(3),
        ErrorCode = "upstream_connect_failed",
    });

    /// <summary>What the proxy itself has answered.</summary>
    public static Flow Refused(long id) => FlowFactory.Create(new FlowParts
    {
        Id = id,
        Timestamp = Time.AddMinutes(20),
        ClientIP = "127.0.0.1",
        Request = Request("GET", "http://away.example.com/", [new("Host", "away.example.com")]),
        Duration = TimeSpan.FromMilliseconds(2),
        ErrorCode = "upstream_connect_failed",
        AnsweredStatus = 502,
    });

    public static Flow Picture(long id) => FlowFactory.Create(new FlowParts
    {
        Id = id,
        Timestamp = Time.AddMinutes(21),
        ClientIP = "127.0.0.1",
        Request = Request("GET", "http://shop.example.com/p.png", [new("Host", "shop.example.com")]),
        Response = Response(200, "OK", [new("Content-Type", "image/png")], [.. Enumerable.Range(0, 300).Select(at => (byte)at)], []),
        Duration = TimeSpan.FromMilliseconds(40),
        RequestBytes = 90,
        ResponseBytes = 400,
    });

    public static Flow WebSocket(long id, int messages = 3)
    {
        var flow = new FlowParts
        {
            Id = id,
            Timestamp = Time,
            ClientIP = "127.0.0.1",
            Request = Request("GET", "http://chat.example.com/ws", [new("Host", "chat.example.com"), new("Upgrade", "websocket")]),
            Response = Response(101, "Switching Protocols", [new("Upgrade", "websocket")], [], []),
            WebSocketMessages =
            [
                .. Enumerable.Range(1, messages).Select(number => new RecordedWebSocketMessage(
                    number % 2 == 1 ? WebSocketDirection.ToOrigin : WebSocketDirection.ToClient,
                    WebSocketMessageKind.Text,
                    Encoding.UTF8.GetBytes($"message {number}"),
                    9)
                { Number = number, Timestamp = Time.AddSeconds(number) }),
            ],
        };
        return FlowFactory.Create(flow);
    }

    /// <summary>Writes a file of flows in the format of its name.</summary>
    public static async Task<string> WriteAsync(TemporaryFolder folder, string name, params IEnumerable<Flow> flows)
    {
        var export = new FlowExport(FlowFormats.OfFile(name)!, new ContentDecoder(ContentCodings.BuiltIn));
        Assert.Null(await export.ToFileAsync(folder.File(name), flows, TestContext.Current.CancellationToken));
        return folder.File(name);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static MessageParts Request(string method, string url, KeyValuePair<string, string>[] fields, byte[]? body = null)
        => new(method, url, "HTTP/1.1", fields, body is null ? FlowBody.None : FlowBody.Whole(body));

    private static MessageParts Response(int status, string reason, KeyValuePair<string, string>[] fields, byte[] body, string[] codings)
        => new("HTTP/1.1", status.ToString(System.Globalization.CultureInfo.InvariantCulture), reason, fields, body.Length == 0
            ? FlowBody.None
            : new FlowBody(FlowBodyState.Complete, body, body.Length) { ContentCodings = codings });

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
