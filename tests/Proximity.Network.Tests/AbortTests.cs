using Proximity.Network.Tests.Fixtures;
using Proximity.Tests.Exchanges;

namespace Proximity.Network.Tests;

/// <summary>Error codes of connections that break while something is under way.</summary>
public sealed class AbortTests : IClassFixture<NoUnobservedTask>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClientThatGoesInsideItsBody_IsReported(bool reset)
    {
        var originSawTheEnd = new TaskCompletionSource<bool>();
        await using RawOrigin origin = RawOrigin.Start(async peer => originSawTheEnd.SetResult((await peer.ReadRequestAsync())?.IsComplete ?? false));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 10\r\n\r\nhello");
        await (await origin.ConnectionAsync(0)).ReadyAsync("hello");
        if (reset)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }

        Assert.False(await originSawTheEnd.Task.WithinStep());
        await proxy.ErrorAsync("client_read_failed");
        Assert.Equal("client_read_failed", (await proxy.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task ClientThatBreaksItsBodyInsideTheResponse_IsReportedAsTheClient()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nearly");
            await peer.ReadToEndAsync();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        await client.ReadUntilAsync("early");
        await client.SendAsync("no chunk\r\n");
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("malformed_request_body", (await proxy.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task ClientThatResetsInsideTheResponse_IsReportedAndTheOriginIsLetGo()
    {
        var originIsFree = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            try
            {
                await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                await peer.SendAsync(new byte[100_000_000]);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // What the test waits for: the proxy has broken the connection off.
                originIsFree.SetResult();
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadHeadAsync();
        client.Reset();
        await originIsFree.Task.WithinStep();
        string? code = (await proxy.FlowAsync()).ErrorCode;
        Assert.Contains(code, (string?[])["response_client_write_failed", "client_read_failed"]);
        await proxy.ErrorAsync(code!);
    }

    [Fact]
    public async Task ClientThatResetsWhileTheOriginThinks_HoldsTheOriginNoLongerThanTheTimeout()
    {
        var originSawTheEnd = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.ReadToEndAsync();
            originSawTheEnd.SetResult();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Timeout = TimeSpan.FromSeconds(1));
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await (await origin.ConnectionAsync(0)).Requests.TakeAsync(1);
        client.Reset();
        await originSawTheEnd.Task.WithinStep();
        Assert.Contains((await proxy.FlowAsync()).ErrorCode, (string?[])["connection_timeout", "client_read_failed"]);
    }

    [Fact]
    public async Task OriginThatResetsInsideAnUpload_IsReported()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadHeadAsync();
            peer.Reset();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 1000\r\n\r\nhello");
        Assert.Equal(502, (await client.ReadResponseAsync()).Status);
        string? code = (await proxy.FlowAsync()).ErrorCode;
        Assert.Contains(code, (string?[])["request_forward_failed", "upstream_read_failed"]);
    }

    [Fact]
    public async Task ClientThatIsGoneBeforeItsTunnelStands_IsReported()
    {
        var clientIsGone = new TaskCompletionSource();
        await using RawOrigin upstream = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await clientIsGone.Task;
            await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            await peer.ReadToEndAsync();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.UpstreamProxy = upstream.Authority);
        await using RawPeer client = await proxy.SendAsync("CONNECT origin.test:443 HTTP/1.1\r\nHost: origin.test:443\r\n\r\n");
        await (await upstream.ConnectionAsync(0)).Requests.TakeAsync(1);
        client.Reset();
        clientIsGone.SetResult();
        string? code = (await proxy.FlowAsync()).ErrorCode;
        Assert.Contains(code, (string?[])["connect_response_failed", "client_read_failed", "tunnel_read_failed"]);
        await proxy.ErrorAsync(code!);
    }

    [Fact]
    public async Task ResetInsideATunnel_IsReportedAndReachesTheOtherEnd()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadUntilAsync("now");
            peer.Reset();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync("now");
        Assert.Equal("", await client.ReadToEndAsync());
        string? code = (await proxy.FlowAsync()).ErrorCode;
        Assert.Contains(code, (string?[])["tunnel_read_failed", "tunnel_write_failed"]);
        Assert.Equal("tunnelling", (await proxy.ErrorAsync(code!)).Phase);
    }

    [Fact]
    public async Task ClientThatResetsItsTunnel_ReachesTheOrigin()
    {
        var originSawTheEnd = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadToEndAsync();
            originSawTheEnd.SetResult();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        client.Reset();
        await originSawTheEnd.Task.WithinStep();
        string? code = (await proxy.FlowAsync()).ErrorCode;
        Assert.Contains(code, (string?[])["tunnel_read_failed", "tunnel_client_write_failed"]);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
}
