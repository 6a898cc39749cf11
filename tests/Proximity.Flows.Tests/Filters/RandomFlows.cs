using System.Text;
using CsCheck;

namespace Proximity.Flows.Tests.Filters;

/// <summary>Random flows that have ended, of values that <see cref="Trees"/> often ask for.</summary>
internal static class RandomFlows
{
    private static readonly Gen<string> Request = Gen.Select(
        OneOf("GET", "POST", "get", "PATCH"),
        OneOf(
            "/", "/v1/users?page=3", "/V1/a%20b?x=&page=10", "http://Example.com/v1?a*b", "https://api.example.com:8443/a,b?page=é", "*",
            "http://[::1]:8080/a_b", "/a%_b?"),
        OneOf(
            "Host: api.example.com\r\n", "Host: OTHER.test:8080\r\n",
            "Host: a\r\nCookie: session=1; page=x y\r\nX-Id: a\r\nX-Id: É\r\n", "",
            "Host: a.b\r\nContent-Type: application/grpc\r\n", "Host: example.com:443\r\nContent-Type: application/json\r\n"),
        (method, target, fields) => $"{method} {target} HTTP/1.1\r\n{fields}\r\n");

    private static readonly Gen<string?> Response = OneOf<string?>(
        null,
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nSet-Cookie: session=a; Path=/\r\nX-Id: 10\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n",
        "HTTP/1.1 503 x\r\nContent-Type: image/png\r\nX-Id:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\ngrpc-status: 14\r\n\r\n");

    private static readonly Gen<string?> Body = OneOf(
        null, "", "a", "{\"error\":{\"code\":\"API\"},\"operationName\":\"a\"}", "{\"items\":[{\"id\":1},{\"id\":10}]}", "[1,2", "x y É");

    private static readonly Gen<TimeSpan> Time = OneOf(0L, 5, 10_000, 100_000, 5_000_000, 7_000_000, 7_000_001, 20_000_000)
        .Select(TimeSpan.FromTicks);

    private static readonly Gen<FlowTls?> Tls = OneOf(
        null, new FlowTls("TLS 1.2", "TLS_AES_256_GCM_SHA384", null, null), new FlowTls("TLS 1.3", "x", "h2", "API.example.com")
        {
            Certificates = [new FlowCertificate("CN=a", "CN=Test CA, O=x", default, default, "01", "AA")],
        });

    private static readonly Gen<IReadOnlyList<RecordedWebSocketMessage>?> Messages = OneOf<IReadOnlyList<RecordedWebSocketMessage>?>(
        null,
        [],
        [Message(WebSocketDirection.ToOrigin, WebSocketMessageKind.Text, "a"),
            Message(WebSocketDirection.ToClient, WebSocketMessageKind.Binary, "x")]);

    public static Gen<FlowSnapshot> All { get; } = Gen.Select(
        Gen.Select(Request, Response, Body, Body),
        Gen.Select(Time, Time, Tls, Messages),
        Gen.Select(OneOf<string?>(null, "upstream_read_failed", "dns_failed"), OneOf<int?>(null, 502), Gen.Int[0, 63]),
        OneOf("10.1.2.3", "::1", "192.0.2.1"),
        (messages, times, ends, client) => new FlowSketch
        {
            Request = messages.Item1,
            Response = messages.Item2,
            RequestBody = messages.Item3,
            ResponseBody = messages.Item2 is null ? null : messages.Item4,
            Duration = times.Item1,
            Timings = new FlowTimings(times.Item2, times.Item1, default, times.Item2, times.Item1),
            ClientTls = times.Item3,
            Messages = times.Item4,
            ErrorCode = ends.Item1,
            AnsweredStatus = messages.Item2 is null ? ends.Item2 : null,
            IsModified = (ends.Item3 & 1) != 0,
            IsHandled = (ends.Item3 & 2) != 0,
            IsHttp2 = (ends.Item3 & 4) != 0,
            PassedThrough = (ends.Item3 & 8) != 0 ? "host_rule" : null,
            Tunnel = (ends.Item3 & 16) != 0 ? "tunnel.example:8443" : null,
            Timestamp = new DateTimeOffset(2025, 3, 4, 5, 6, 7, TimeSpan.Zero).AddMilliseconds((ends.Item3 & 32) * 1000),
            Trailers = (ends.Item3 & 32) != 0 && messages.Item2 is not null ? [new("grpc-status", "0"), new("x-id", "a")] : [],
            ClientIP = client,
        }.Snapshot());

    private static RecordedWebSocketMessage Message(WebSocketDirection direction, WebSocketMessageKind kind, string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        return new RecordedWebSocketMessage(direction, kind, payload, payload.Length);
    }

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(index => items[index]);
}
