using System.Net;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>The callbacks of the options, over the wire.</summary>
public sealed class CallbackTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

    [Fact]
    public async Task Callbacks_ComeInOrderOncePerExchange()
    {
        var calls = new Recorder<string>();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.OnConnect = _ => Note("connect");
            options.OnRequest = _ => Note("request");
            options.OnFlowRecord = flow => Note($"flow {flow.Id}");
            options.OnResponse = (response, flow) => Note($"response {response.Status} {flow?.Id}");
            options.OnFlowCompleted = flow => Note($"completed {flow.Id}");
        });
        await using RawPeer client = await proxy.ConnectAsync();
        for (int number = 1; number <= 2; number++)
        {
            await client.SendAsync(Get(origin));
            Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
            await proxy.FlowAsync(number - 1);
        }

        await calls.TakeAsync(9);
        Assert.Equal(["connect", "request", "flow 1", "response 200 1", "completed 1", "request", "flow 2", "response 200 2", "completed 2"], calls.Items);

        ValueTask Note(string call)
        {
            calls.Add(call);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task OnConnect_GetsTheAddressesBeforeAnyByte()
    {
        var connected = new Recorder<ClientSocket>();
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnConnect = socket =>
        {
            connected.Add(socket);
            return ValueTask.CompletedTask;
        });
        await using RawPeer client = await proxy.ConnectAsync();
        ClientSocket seen = (await connected.TakeAsync(1))[0];
        Assert.Equal((IPEndPoint?)client.Socket.LocalEndPoint, seen.RemoteEndPoint);
        Assert.Equal(proxy.EndPoint, seen.LocalEndPoint);
        Assert.Equal("127.0.0.1", seen.ClientIP);
        Assert.Equal(1, proxy.Server.ClientCount);
    }

    [Fact]
    public async Task OnRequest_SeesTheMessageAsReceivedAndNoFlowYet()
    {
        RunningProxy? running = null;
        var seen = new TaskCompletionSource<(string Method, string Url, string Version, string? Field, string Raw, int Flows)>();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnRequest = request =>
        {
            seen.SetResult((request.Method, request.Url, request.Version, request.Headers["x-CASE"], request.Raw, running!.Server.Flows.Count));
            return ValueTask.CompletedTask;
        });
        running = proxy;
        string head = $"GET http://{origin.Authority}/a HTTP/1.1\r\nHost: {origin.Authority}\r\nX-Case: v\u00e9\r\n\r\n";
        await proxy.ExchangeAsync(head);
        Assert.Equal(("GET", $"http://{origin.Authority}/a", "HTTP/1.1", "v\u00e9", head, 0), await seen.Task.WithinStep());
    }

    [Fact]
    public async Task OnRequest_MayChangeWhatGoesOut()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnRequest = request =>
        {
            request.Headers["X-Added"] = "1";
            return ValueTask.CompletedTask;
        });
        await proxy.ExchangeAsync(Get(origin));
        Assert.Equal("1", Assert.Single(origin.Requests).Value("X-Added"));
    }

    [Fact]
    public async Task AsynchronousCallback_IsWaitedFor()
    {
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnRequest = async _ =>
        {
            entered.SetResult();
            await gate.Task;
        });
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await entered.Task.WithinStep();
        Assert.Empty(origin.Connections.Items);
        gate.SetResult();
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task OnResponse_ComesForATunnelToo()
    {
        var seen = new TaskCompletionSource<(int Status, string Text)>();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnResponse = (response, _) =>
        {
            seen.SetResult((response.Status, response.StatusText));
            return ValueTask.CompletedTask;
        });
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal((200, "Connection Established"), await seen.Task.WithinStep());
    }

    [Fact]
    public async Task RecordingOff_PassesNullFlows()
    {
        var seen = new TaskCompletionSource<Flow?>();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.RecordFlows = false;
            options.OnResponse = (_, flow) =>
            {
                seen.SetResult(flow);
                return ValueTask.CompletedTask;
            };
        });
        await proxy.ExchangeAsync(Get(origin));
        Assert.Null(await seen.Task.WithinStep());
        Assert.Empty(proxy.Server.Flows);
    }

    [Theory]
    [InlineData("onConnect_failed")]
    [InlineData("onRequest_failed")]
    [InlineData("onResponse_failed")]
    [InlineData("onFlowRecord_failed")]
    public async Task CallbackThatThrows_IsReportedAndStopsNothing(string code)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.OnConnect = _ => Throw("onConnect_failed");
            options.OnRequest = _ => Throw("onRequest_failed");
            options.OnResponse = (_, _) => Throw("onResponse_failed");
            options.OnFlowRecord = _ => Throw("onFlowRecord_failed");
        });
        Assert.Equal("ok", (await proxy.ExchangeAsync(Get(origin))).Body);
        ProxyError error = await proxy.ErrorAsync(code);
        Assert.Contains("thrown by the test", error.Error, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", error.ClientIP);

        ValueTask Throw(string own) => own == code ? throw new InvalidOperationException("thrown by the test") : ValueTask.CompletedTask;
    }

    [Fact]
    public async Task CallbackThatFailsAsynchronously_IsReportedAndStopsNothing()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnResponse = async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("thrown by the test");
        });
        Assert.Equal("ok", (await proxy.ExchangeAsync(Get(origin))).Body);
        await proxy.ErrorAsync("onResponse_failed");
    }

    [Fact]
    public async Task OnErrorThatThrows_StopsNothing()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.OnError = _ => throw new InvalidOperationException("thrown by the test");
            options.OnRequest = _ => throw new InvalidOperationException("thrown by the test");
        });
        for (int number = 0; number < 3; number++)
        {
            Assert.Equal("ok", (await proxy.ExchangeAsync(Get(origin))).Body);
        }

        await proxy.Errors.TakeAsync(3);
    }

    [Fact]
    public async Task StopFromACallback_EndsTheProxy()
    {
        RunningProxy? running = null;
        var stopped = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.OnRequest = async _ =>
        {
            await running!.Server.StopAsync();
            stopped.SetResult();
        });
        running = proxy;
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadToEndAsync();
        await stopped.Task.WithinStep();
        await proxy.Server.StopAsync().WithinStep();
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(proxy.ConnectAsync);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
}
