using System.Net;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WireChecks;

/// <summary>Framing and form of requests, default options.</summary>
public sealed class WireChecksFramingTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact] // 32
    public async Task ContentLengthWithTransferEncoding_Is400AndReachesNobody()
        => Assert.Equal(400, await RefusedAsync("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));

    [Fact] // 33
    public async Task TwoDifferentContentLengths_Are400AndReachNobody()
        => Assert.Equal(400, await RefusedAsync("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"));

    [Fact] // 34
    public async Task SpaceBeforeTheColon_Is400AndReachesNobody()
        => Assert.Equal(400, await RefusedAsync("X-A : b\r\nContent-Length: 5\r\n\r\nhello"));

    [Fact] // 35
    public async Task UnknownTransferCoding_IsRefusedAndReachesNobody()
        => Assert.InRange(await RefusedAsync("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400, 501);

    [Fact] // 36
    public async Task TwoPipelinedRequests_AreAnsweredInOrder()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            while (await peer.ReadRequestAsync() is { } request)
            {
                await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{request.Target}");
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(
            $"GET http://{origin.Authority}/1 HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\nGET http://{origin.Authority}/2 HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal("/1", (await client.ReadResponseAsync()).Body);
        Assert.Equal("/2", (await client.ReadResponseAsync()).Body);
    }

    [Theory] // 37
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task RequestToTheProxyItself_IsRefusedAtOnce(string host)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string authority = $"{host}:{proxy.EndPoint.Port}";
        RawMessage answer = await proxy.ExchangeAsync($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        Assert.Equal(508, answer.Status);
        Assert.Single(proxy.Server.Flows);
    }

    [Fact] // 38
    public async Task ConnectToAnIPv6Literal_Works()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok, IPAddress.IPv6Loopback);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.StartsWith("[::1]:", origin.Authority, StringComparison.Ordinal);
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
    }

    [Fact] // 39
    public async Task HalfCloseInsideATunnel_StillGetsTheReply()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            string question = await peer.ReadToEndAsync();
            await peer.SendAsync("reply to " + question);
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync("question");
        client.ShutdownSend();
        Assert.Equal("reply to question", await client.ReadToEndAsync());
        Assert.False(client.WasReset);
    }

    [Fact] // 40
    public async Task Http10WithoutHost_IsAnswered()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.0\r\n\r\n");
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(origin.Authority, Assert.Single(origin.Requests).Value("Host"));
    }

    private static async Task<int> RefusedAsync(string fieldsAndBody)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n{fieldsAndBody}");
        RawMessage answer = await client.ReadResponseAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("", origin.Received);
        return answer.Status;
    }
}
