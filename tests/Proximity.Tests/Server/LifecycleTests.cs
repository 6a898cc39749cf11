using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tests.Server;

public class LifecycleTests
{
    [Fact]
    public async Task Started_ListensAtItsEndPoint()
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(new ProxyOptions { Bind = "127.0.0.1", UseEphemeralPort = true }, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, proxy.EndPoint.Port);
        using var client = new TcpClient();
        await client.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken);
        Assert.True(client.Connected);
    }

    [Theory]
    [InlineData("127.0.0.1", AddressFamily.InterNetwork)]
    [InlineData("::1", AddressFamily.InterNetworkV6)]
    [InlineData("[::1]", AddressFamily.InterNetworkV6)]
    public async Task Bind_NamesTheLocalAddress(string bind, AddressFamily family)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(new ProxyOptions { Bind = bind, UseEphemeralPort = true }, TestContext.Current.CancellationToken);
        Assert.Equal(family, proxy.EndPoint.AddressFamily);
        Assert.True(IPAddress.IsLoopback(proxy.EndPoint.Address));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task NoBind_ListensOnIPv4AndIPv6(string address)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(new ProxyOptions { UseEphemeralPort = true }, TestContext.Current.CancellationToken);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse(address), proxy.EndPoint.Port, TestContext.Current.CancellationToken);
        Assert.True(client.Connected);
    }

    [Fact]
    public async Task PortTaken_StartThrowsWithItsCode()
    {
        await using ProxyServer first = await ProxyServer.StartAsync(new ProxyOptions { Bind = "127.0.0.1", UseEphemeralPort = true }, TestContext.Current.CancellationToken);
        var options = new ProxyOptions { Bind = "127.0.0.1", Port = first.EndPoint.Port };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal((ErrorCodes.ServerSocketCreateFailed, nameof(ProxyOptions.Port)), (thrown.Code, thrown.OptionName));
        Assert.Contains("already in use", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("203.0.113.1")]
    public async Task BindThatCannotBe_StartThrowsWithItsCode(string bind)
    {
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(new ProxyOptions { Bind = bind, UseEphemeralPort = true }, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.ServerSocketCreateFailed, thrown.Code);
    }

    [Fact]
    public async Task InvalidUpstream_StartThrowsWithItsCode_AndWithoutThePassword()
    {
        var options = new ProxyOptions { UpstreamProxy = "http://user:secret@nowhere", UseEphemeralPort = true };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.InvalidUpstreamProxy, thrown.Code);
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task EmptyUpstream_StartThrowsWithItsCode(string upstream)
    {
        var options = new ProxyOptions { UpstreamProxy = upstream, UseEphemeralPort = true };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.InvalidUpstreamProxy, thrown.Code);
    }

    [Fact]
    public async Task ClockThatCannotStart_StartThrowsWithItsCode()
    {
        var options = new ProxyOptions { TimeProvider = new TimerlessTimeProvider(), UseEphemeralPort = true };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.TimeoutTimerFailed, thrown.Code);
    }

    [Fact]
    public async Task CancelledStart_Throws()
        => await Assert.ThrowsAsync<OperationCanceledException>(() => ProxyServer.StartAsync(new ProxyOptions { UseEphemeralPort = true }, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public async Task PortOutOfRange_DefaultIsUsedAndAWarningLogged(int port)
    {
        var logger = new CollectingLogger();
        var network = new Wires.MemoryNetwork();
        await using ProxyServer proxy = await ProxyServer.StartAsync(new ProxyOptions { Port = port, Logger = logger }, network, TestContext.Current.CancellationToken);
        Assert.Equal(8080, proxy.EndPoint.Port);
        Assert.Contains(logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("option Port", StringComparison.Ordinal));
    }

    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        var options = new ProxyOptions();
        Assert.Equal(8080, options.Port);
        Assert.Null(options.Bind);
        Assert.False(options.Verbose);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Timeout);
        Assert.Null(options.UpstreamProxy);
        Assert.True(options.RecordFlows);
        Assert.Equal(1000, options.MaxFlows);
        Assert.Equal(64 * 1024, options.MaxHeaderBytes);
        Assert.True(options.PersistentConnections);
        Assert.Null(options.Interception);
    }

    [Fact]
    public async Task MaxFlowsBelowOne_MeansThousand()
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxFlows = 0);
        Assert.Equal(1000, harness.Proxy.Flows.Capacity);
    }

    [Fact]
    public async Task Stopped_ClientsAreClosed_NothingIsHeld_AndFurtherCallsAreFine()
    {
        await using Harness harness = await Harness.StartAsync();
        Wire idle = await harness.ConnectAsync();
        await harness.GetAsync();
        await Task.WhenAll(harness.Proxy.StopAsync(), harness.Proxy.StopAsync());
        await harness.Proxy.StopAsync();
        Assert.Equal("", await Harness.ReadToEndAsync(idle));
        Assert.Equal(0, harness.Proxy.ClientCount);
        Assert.Equal(0, harness.Proxy.IdleOriginConnections);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
        Assert.Null((await harness.Network.ConnectAsync(harness.Proxy.EndPoint, TestContext.Current.CancellationToken)).Wire);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task StopFromACallback_ReturnsWithThePortClosed(int drainSeconds)
    {
        Harness? harness = null;
        var connected = new TaskCompletionSource<Wire?>();
        harness = await Harness.StartAsync(options => options.OnRequest = async _ =>
        {
            await harness!.Proxy.StopAsync(TimeSpan.FromSeconds(drainSeconds));
            connected.SetResult((await harness.Network.ConnectAsync(harness.Proxy.EndPoint, CancellationToken.None)).Wire);
        });
        Task<string> exchange = harness.GetAsync();
        Assert.Null(await connected.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await exchange;
        await harness.DisposeAsync();
        Assert.Equal(0, harness.Proxy.ClientCount);
    }

    [Fact]
    public async Task StopFromATaskThatACallbackStarted_ReturnsWithThePortClosed_AndWaitsWithoutItsContext()
    {
        Harness? harness = null;
        var inherited = new TaskCompletionSource<Task>();
        var separate = new TaskCompletionSource<Task>();
        harness = await Harness.StartAsync(options => options.OnRequest = request =>
        {
            _ = Task.Run(() => inherited.SetResult(harness!.Proxy.StopAsync(TimeSpan.FromSeconds(20))));
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => separate.SetResult(harness!.Proxy.StopAsync(TimeSpan.FromSeconds(20))));
            }

            return new ValueTask(inherited.Task.Unwrap());
        });
        Task<string> exchange = harness.GetAsync();
        await inherited.Task.Unwrap().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await exchange;
        await (await separate.Task).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(0, harness.Proxy.ClientCount);
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task StopFromACallback_DoesNotWaitForItself()
    {
        ProxyServer? proxy = null;
        Harness harness = await Harness.StartAsync(options => options.OnRequest = async _ => await proxy!.StopAsync());
        proxy = harness.Proxy;
        await harness.GetAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await harness.DisposeAsync();
        Assert.Equal(0, proxy.ClientCount);
    }

    [Fact]
    public async Task StopFromOnError_DoesNotWaitForItself()
    {
        ProxyServer? proxy = null;
        var returned = new TaskCompletionSource();
        Harness harness = await Harness.StartAsync(options => options.OnError = async _ =>
        {
            await proxy!.StopAsync();
            returned.TrySetResult();
        });
        proxy = harness.Proxy;
        await harness.ExchangeAsync("BAD\r\n\r\n");
        await returned.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task StopWithDrainTime_LetsTheRequestInFlightFinish()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = async _ =>
        {
            begun.TrySetResult();
            await goOn.Task;
        });
        Task<string> inFlight = harness.GetAsync();
        Wire idle = await harness.ConnectAsync();
        await begun.Task;
        Task stopping = harness.Proxy.StopAsync(TimeSpan.FromSeconds(30));
        Assert.False(stopping.IsCompleted);
        goOn.SetResult();
        Assert.EndsWith("ok", await inFlight, StringComparison.Ordinal);
        Assert.Equal("", await Harness.ReadToEndAsync(idle));
        await stopping.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task DrainTimeOver_WhatIsLeftIsClosed()
    {
        await using Harness harness = await Harness.StartAsync(answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal");
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: h\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "hal");
        await harness.Proxy.StopAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal("", await Harness.ReadToEndAsync(client));
        Assert.Equal("proxy_stopping", Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Theory]
    [InlineData("/nowhere/ca.pem", null, null)]
    [InlineData(null, "/nowhere/key.pem", null)]
    public async Task CertificateThatCannotBeLoaded_StartThrowsWithItsCode(string? certificate, string? key, string? password)
    {
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            Interception = new InterceptionOptions { CaCert = certificate, CaKey = key, CaPassword = password },
        };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.CertificateLoadFailed, thrown.Code);
    }

    [Fact]
    public async Task ExportClearLoad_BringsTheFlowsBack()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using Harness harness = await Harness.StartAsync();
        try
        {
            await harness.GetAsync("/one");
            await harness.GetAsync("/two");
            Assert.True(harness.Proxy.ExportFlows(path));
            harness.Proxy.ClearFlows();
            Assert.Empty(harness.Proxy.Flows);
            await harness.GetAsync("/three");
            Assert.Equal(1, Assert.Single(harness.Proxy.Flows).Id);
            Assert.True(harness.Proxy.LoadFlows(path));
            await harness.GetAsync("/four");
            Assert.Equal([1L, 2L, 3L], harness.Proxy.Flows.Select(flow => flow.Id));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task BadFileOrPath_IsFalseAndReported_AndTheFlowsStay()
    {
        string path = Path.GetTempFileName();
        await using Harness harness = await Harness.StartAsync();
        try
        {
            await harness.GetAsync();
            await File.WriteAllTextAsync(path, "{ not json", TestContext.Current.CancellationToken);
            Assert.False(harness.Proxy.LoadFlows(path));
            Assert.False(harness.Proxy.LoadFlows(path + ".missing"));
            Assert.False(harness.Proxy.ExportFlows(Path.Combine(path, "below-a-file")));
            Assert.Single(harness.Proxy.Flows);
            await harness.SettleAsync();
            Assert.Equal(["flow_load_failed", "flow_load_failed", "flow_export_failed"], harness.Errors.Select(error => error.Code));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task FlowsOfAStoppedProxy_StayReadable()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using Harness harness = await Harness.StartAsync();
        try
        {
            await harness.GetAsync("/one");
            await harness.GetAsync("/two");
            await harness.Proxy.StopAsync();
            Assert.Equal([1L, 2L], harness.Proxy.Flows.Select(flow => flow.Id));
            Assert.True(harness.Proxy.Flows.TryGet(2, out Flows.Flow? second));
            Assert.True(second.Completed);
            Assert.EndsWith("/two", second.Request.Url, StringComparison.Ordinal);
            Assert.True(harness.Proxy.ExportFlows(path));
            harness.Proxy.ClearFlows();
            Assert.True(harness.Proxy.LoadFlows(path));
            Assert.Equal(2, harness.Proxy.Flows.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task FirstRequestAfterTheStart_IsSeenByTheCallbacksOfTheOptions()
    {
        var network = new Wires.MemoryNetwork();
        var seen = new TaskCompletionSource<string>();
        var options = new ProxyOptions
        {
            Port = 8080,
            OnRequest = request =>
            {
                seen.TrySetResult(request.Url);
                return default;
            },
        };
        var eager = new Wires.EagerClientNetwork(network, "GET http://nowhere.invalid/first HTTP/1.1\r\nHost: nowhere.invalid\r\nConnection: close\r\n\r\n");
        await using ProxyServer proxy = await ProxyServer.StartAsync(options, eager, TestContext.Current.CancellationToken);
        Assert.Equal("http://nowhere.invalid/first", await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TimeoutOfZero_NeverExpires()
    {
        var time = new FakeTimeProvider();
        await using Harness harness = await Harness.StartAsync(options => (options.TimeProvider, options.Timeout) = (time, TimeSpan.Zero));
        Wire client = await harness.ConnectAsync();
        ValueTask<WireResult> read = client.ReadAsync(new byte[1]);
        time.Advance(TimeSpan.FromDays(1));
        Assert.False(read.IsCompleted);
        await harness.Proxy.StopAsync();
        Assert.Equal(0, (await read).Count);
    }

    private sealed class TimerlessTimeProvider : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("no timer here");
    }
}
