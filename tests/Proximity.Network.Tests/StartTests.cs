using System.Net;
using System.Net.Sockets;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Starting and stopping on real sockets.</summary>
public sealed class StartTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task PortInUse_FailsTheStartWithItsCode()
    {
        await using RawOrigin holder = RawOrigin.Answering(Ok);
        ProxyStartException problem = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(new ProxyOptions { Bind = "127.0.0.1", Port = holder.EndPoint.Port }));
        Assert.Equal("server_socket_create_failed", problem.Code);
    }

    [Theory]
    [InlineData("no port")]
    [InlineData("ftp://a:1")]
    [InlineData("a:0")]
    [InlineData("a:70000")]
    public async Task UpstreamThatIsNoAddress_FailsTheStartWithItsCode(string upstream)
    {
        ProxyStartException problem = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(new ProxyOptions { Bind = "127.0.0.1", UseEphemeralPort = true, UpstreamProxy = upstream }));
        Assert.Equal("invalid_upstream_proxy", problem.Code);
    }

    [Fact]
    public async Task CertificateThatIsNotThere_FailsTheStartWithItsCode()
    {
        ProxyStartException problem = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(new ProxyOptions { Bind = "127.0.0.1", UseEphemeralPort = true, Interception = new InterceptionOptions { CaCert = "/no/such/file.pem" } }));
        Assert.Equal("certificate_load_failed", problem.Code);
    }

    [Fact]
    public async Task NoBind_ListensOnIPv4AndIPv6()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Bind = null);
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            await using RawPeer client = await RawPeer.ConnectAsync(new IPEndPoint(address, proxy.EndPoint.Port));
            await client.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
            Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        }

        await proxy.FlowAsync(1);
        Assert.Equal(["127.0.0.1", "::1"], proxy.Server.Flows.Select(flow => flow.ClientIP));
    }

    [Fact]
    public async Task BindToIPv6_ListensThere()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Bind = "::1");
        Assert.Equal(IPAddress.IPv6Loopback, proxy.EndPoint.Address);
        await using RawPeer client = await proxy.ConnectAsync();
        Assert.True(client.Socket.Connected);
    }

    [Fact]
    public async Task Stop_ClosesClientsOriginsAndTheListener()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            await peer.ReadToEndAsync();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer busy = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await busy.ReadUntilAsync("hello");
        await using RawPeer idle = await proxy.ConnectAsync();
        await Task.WhenAll(proxy.Server.StopAsync(), proxy.Server.StopAsync()).WithinStep();
        Assert.Equal("", await busy.ReadToEndAsync());
        Assert.Equal("", await idle.ReadToEndAsync());
        RawPeer atOrigin = await origin.ConnectionAsync(0);
        await Eventually.HoldsAsync(() => atOrigin.AtEnd, () => "the origin's connection is still open");
        await Assert.ThrowsAnyAsync<SocketException>(proxy.ConnectAsync);
        Assert.Equal(0, proxy.Server.ClientCount);
        Assert.Equal(0, proxy.Server.OutstandingBuffers);
        Assert.Equal("proxy_stopping", (await proxy.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task StopFromACallback_ReturnsWithThePortClosed()
    {
        RunningProxy? running = null;
        var refused = new TaskCompletionSource<bool>();
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnRequest = async _ =>
        {
            await running!.Server.StopAsync();
            refused.SetResult(await IsRefusedAsync(running.EndPoint));
        });
        running = proxy;
        await using RawPeer client = await proxy.SendAsync("GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n");
        Assert.True(await refused.Task.WithinStep());
    }

    [Fact]
    public async Task StopFromABlockingCallback_ReturnsWithThePortClosed()
    {
        RunningProxy? running = null;
        var refused = new TaskCompletionSource<Task<bool>>();
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnRequest = _ =>
        {
            running!.Server.StopAsync().GetAwaiter().GetResult();
            refused.SetResult(IsRefusedAsync(running.EndPoint));
            return ValueTask.CompletedTask;
        });
        running = proxy;
        await using RawPeer client = await proxy.SendAsync("GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n");
        Assert.True(await (await refused.Task.WithinStep()).WithinStep());
    }

    [Fact]
    public async Task StopWithADrain_LetsTheRequestInFlightFinish()
    {
        var gate = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await gate.Task;
            await peer.SendAsync(Ok);
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await (await origin.ConnectionAsync(0)).Requests.TakeAsync(1);
        Task stopping = proxy.Server.StopAsync(Limits.Step);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        await stopping.WithinStep();
        Assert.Null((await proxy.FlowAsync()).ErrorCode);
    }

    [Fact]
    public async Task StopWithADrainThatEnds_AbortsWhatIsLeft()
    {
        var over = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(_ => over.Task);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await origin.ConnectionAsync(0);
        await proxy.Server.StopAsync(TimeSpan.FromMilliseconds(50)).WithinStep();
        await client.ReadToEndAsync();
        Assert.Equal("proxy_stopping", (await proxy.FlowAsync()).ErrorCode);
        over.SetResult();
    }

    private static async Task<bool> IsRefusedAsync(IPEndPoint endPoint)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(endPoint);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
