using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Proximity.Http2.Tests.Rig;

namespace Proximity.Http2.Tests;

/// <summary>What only frames show.</summary>
public class FrameTests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    [Fact]
    public async Task InterimResponses_ReachTheClientBeforeTheFinalOne()
    {
        await using var origin = new RawOrigin(
            1,
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(Headers, EndStream | EndHeaders, 1, Request("GET", origin.Authority));

        (byte _, byte flags, int stream, byte[] payload) = await client.NextAsync(Headers);
        Assert.Equal((EndHeaders, 1), (flags, stream));
        Assert.Equal([8, 3, .. "103"u8, 0, 4, .. "link"u8, 8, .. "</a.css>"u8], payload);

        origin.Next();
        (_, flags, stream, payload) = await client.NextAsync(Headers);
        Assert.Equal((EndHeaders, 1), (flags, stream));

        // 200 is the eighth entry of the static table.
        Assert.Equal(0x88, payload[0]);
        (_, _, _, payload) = await client.NextAsync(Data);
        Assert.Equal("ok"u8.ToArray(), payload);
    }

    [Fact]
    public async Task Continue_IsTheOrigins()
    {
        await using var origin = new RawOrigin(2, "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n");
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(
            Headers, EndHeaders, 1, Request("POST", origin.Authority, ("expect", "100-continue"), ("content-length", "2")));

        origin.Next();
        (_, _, _, byte[] payload) = await client.NextAsync(Headers);
        Assert.Equal([8, 3, .. "100"u8], payload);
        await client.SendAsync(Data, EndStream, 1, "ok"u8.ToArray());
        origin.Next();
        (_, byte flags, _, payload) = await client.NextAsync(Headers);

        // 204 is the ninth entry of the static table.
        Assert.Equal(0x89, payload[0]);
        Assert.Equal(EndStream, flags & EndStream);
        Assert.Contains("expect: 100-continue\r\n", origin.Received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    public async Task ResponseWithoutBody_EndsWithItsHead(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(_ => Task.CompletedTask));
        await using var proxy = new TestProxy(kind);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(Headers, EndStream | EndHeaders, 1, Request("GET", origin.Authority(kind)));

        (_, byte flags, _, _) = await client.NextAsync(Headers, Data);

        Assert.Equal(EndStream | EndHeaders, flags);
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/\u00e9")]
    [InlineData("/a HTTP/1.1\r\nx: y")]
    public async Task TargetThatNoRequestLineHolds_ResetsTheStream(string path) => await AssertRefusedAsync((":path", path));

    [Theory]
    [InlineData("x", "a\rb")]
    [InlineData("x", "a\nb")]
    [InlineData("x", "a\0b")]
    [InlineData("x y", "a")]
    [InlineData("x\r\ny", "a")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("connection", "close")]
    [InlineData("X-Upper", "a")]
    [InlineData("te", "gzip")]
    public async Task FieldThatNoHeadHolds_NeverReachesTheOrigin(string name, string value)
        => await AssertRefusedAsync((":path", "/"), (name, value));

    [Fact]
    public async Task CookieCrumbs_BecomeOneField()
    {
        await using var origin = new RawOrigin(0, "HTTP/1.1 204 No Content\r\n\r\n");
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(
            Headers,
            EndStream | EndHeaders,
            1,
            Request("GET", origin.Authority, ("cookie", "a=1"), ("cookie", "b=2"), ("te", "trailers"), ("x-twice", "1"), ("x-twice", "2")));
        await client.NextAsync(Headers);

        Assert.StartsWith($"GET / HTTP/1.1\r\nhost: {origin.Authority}\r\n", origin.Received, StringComparison.Ordinal);
        Assert.Contains("\r\ncookie: a=1; b=2\r\n", origin.Received, StringComparison.Ordinal);
        Assert.Contains("\r\nx-twice: 1\r\nx-twice: 2\r\n", origin.Received, StringComparison.Ordinal);
        Assert.Contains("\r\nTE: trailers\r\n", origin.Received, StringComparison.Ordinal);
        Assert.DoesNotContain("transfer-encoding", origin.Received, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task BodyThatIsNotAsLongAsDeclared_NeverReachesTheOriginWhole()
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(
            application => application.Run(context => context.Request.Body.CopyToAsync(context.Response.Body)));
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(
            Headers, EndHeaders, 1, Request("POST", origin.Authority(OriginKind.Http1), ("content-length", "5")));
        await client.SendAsync(Data, EndStream, 1, "123"u8.ToArray());

        (_, _, int stream, byte[] payload) = await client.NextAsync(Reset);

        Assert.Equal(1, stream);
        Assert.Equal([0, 0, 0, 1], payload);
    }

    private static byte[] Request(string method, string authority, params (string Name, string Value)[] fields)
        => [
            .. RawClient.Fields((":method", method), (":scheme", "http"), (":path", "/"), (":authority", authority)),
            .. RawClient.Fields(fields),
        ];

    private static async Task AssertRefusedAsync(params (string Name, string Value)[] fields)
    {
        int requests = 0;
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            Interlocked.Increment(ref requests);
            return context.Response.WriteAsync("reached");
        }));
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(
            Headers,
            EndStream | EndHeaders,
            1,
            [
                .. RawClient.Fields((":method", "GET"), (":scheme", "http"), (":authority", origin.Authority(OriginKind.Http1))),
                .. RawClient.Fields(fields),
            ]);

        // RST_STREAM, or GOAWAY where the whole block cannot be believed; or the engine's own 400.
        (byte type, _, _, byte[] payload) = await client.NextAsync(Headers, Reset, 7);

        bool isRefusal = type != Headers
            || Encoding.Latin1.GetString(payload).Contains("400", StringComparison.Ordinal)
            || payload[0] == 0x8C;
        Assert.True(isRefusal, $"an answer: {Convert.ToHexString(payload)}");
        Assert.Equal(0, requests);
    }
}
