using System.Text;
using Proximity.Http2.Tests.Rig;
using Proximity.Wires;

namespace Proximity.Http2.Tests;

/// <summary>The end of a response whose origin connection is kept for the client: the next leg of its log-in comes behind it.</summary>
public class HeldEndTests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const string Unauthorized = "HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task AnswerBeforeTheBody_IsSeenWithItsEndWhileTheUploadGoesOn()
    {
        await using var origin = new RawOrigin(0, Unauthorized);
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(Headers, EndHeaders, 1, Request("POST", origin, ("content-length", "3")));

        await AssertAnsweredAsync(client);

        await client.SendAsync(Data, EndStream, 1, "abc"u8.ToArray());
        await proxy.EndedAsync();
        Assert.Equal(3, proxy.Flows.Single().RequestBytes - proxy.Flows.Single().Request.Raw!.Length);
    }

    [Fact]
    public async Task SlowOnFlowCompleted_DoesNotDelayTheEnd()
    {
        var gate = new TaskCompletionSource();
        await using var origin = new RawOrigin(0, Unauthorized);
        await using var proxy = new TestProxy(OriginKind.Http1, new ProxyOptions { OnFlowCompleted = _ => new ValueTask(gate.Task) });
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(Headers, EndStream | EndHeaders, 1, Request("GET", origin));

        try
        {
            await AssertAnsweredAsync(client);
        }
        finally
        {
            gate.SetResult();
        }

        await proxy.EndedAsync();
    }

    [Theory]
    [InlineData("HEAD", "200 OK\r\nContent-Length: 7")]
    [InlineData("GET", "204 No Content")]
    [InlineData("GET", "205 Reset Content\r\nContent-Length: 0")]
    [InlineData("GET", "304 Not Modified\r\nContent-Length: 7")]
    [InlineData("GET", "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0")]
    public async Task AnswerWithoutBody_HasItsHeadAndThenItsEnd(string method, string answer)
    {
        await using var origin = new RawOrigin(0, $"HTTP/1.1 {answer}\r\n\r\n");
        await using var proxy = new TestProxy(OriginKind.Http1);
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        await client.SendAsync(Headers, EndStream | EndHeaders, 1, Request(method, origin));

        await AssertAnsweredAsync(client);

        await proxy.EndedAsync();
        Assert.Null(proxy.Flows.Single().ErrorCode);
    }

    [Theory]
    [InlineData("GET", "\r\n")]
    [InlineData("POST", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    public async Task ConnectionIsKept_ThenTheEndIsSent(string method, string rest)
    {
        var events = new EventLog();
        await using var origin = new RawOrigin(0, Unauthorized);
        await using var proxy = new TestProxy(OriginKind.Http1);
        proxy.Network.Wrap = wire => new NotingWire(wire, events);
        Wire client = proxy.NewHttp1Connection(wire => new NotingWire(wire, events));
        string head = $"{method} http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nAuthorization: Negotiate YII=\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes(head + rest));

        try
        {
            Assert.Equal("the end is held", await events.NextAsync());
            Assert.Equal("the connection is kept", await events.NextAsync());
            Assert.Equal("the end is sent", await events.NextAsync());
        }
        finally
        {
            client.Close();
        }

        await proxy.EndedAsync();
    }

    private static byte[] Request(string method, RawOrigin origin, params (string Name, string Value)[] fields)
        => [
            .. RawClient.Fields((":method", method), (":scheme", "http"), (":path", "/"), (":authority", origin.Authority)),
            .. RawClient.Fields(("authorization", "Negotiate YII=")),
            .. RawClient.Fields(fields),
        ];

    private static async Task AssertAnsweredAsync(RawClient client)
    {
        (byte type, byte flags, _, _) = await client.NextAsync(Headers, Data);
        Assert.Equal((Headers, EndHeaders), (type, flags));
        (type, flags, _, byte[] payload) = await client.NextAsync(Headers, Data);
        Assert.Equal((Data, EndStream, 0), (type, flags, payload.Length));
    }
}
