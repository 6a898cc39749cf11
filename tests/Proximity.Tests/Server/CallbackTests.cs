using System.Collections.Concurrent;
using Proximity.Flows;

namespace Proximity.Tests.Server;

public class CallbackTests
{
    [Fact]
    public async Task OnConnect_SeesTheClientBeforeItsFirstByte()
    {
        ClientSocket? seen = null;
        await using Harness harness = await Harness.StartAsync(options => options.OnConnect = client =>
        {
            seen = client;
            return default;
        });
        await harness.GetAsync();
        Assert.Equal("127.0.0.1", seen?.ClientIP);
    }

    [Fact]
    public async Task OnRequest_ComesBeforeTheFlowExists_AndOnFlowRecordAfter()
    {
        var order = new ConcurrentQueue<string>();
        Harness? harness = null;
        harness = await Harness.StartAsync(options =>
        {
            options.OnRequest = request =>
            {
                order.Enqueue($"request {request.Method} flows={harness!.Proxy.Flows.Count}");
                return default;
            };
            options.OnFlowRecord = flow =>
            {
                order.Enqueue($"record {flow.Id} flows={harness!.Proxy.Flows.Count} {flow.Response is null}");
                return default;
            };
        });
        await harness.GetAsync();
        await harness.DisposeAsync();
        Assert.Equal(["request GET flows=0", "record 1 flows=1 True"], order);
    }

    [Fact]
    public async Task OnRequest_ChangeGoesOut()
    {
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = request =>
        {
            request.Headers["X-Mine"] = "1";
            return default;
        });
        await harness.GetAsync();
        Assert.Contains("X-Mine: 1\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnResponse_SeesHeadAndFlow()
    {
        (int Status, long? Id) seen = default;
        await using Harness harness = await Harness.StartAsync(options => options.OnResponse = (response, flow) =>
        {
            seen = (response.Status, flow?.Id);
            return default;
        });
        await harness.GetAsync();
        Assert.Equal((200, 1L), seen);
    }

    [Fact]
    public async Task OnResponse_SeesTheTunnel()
    {
        string? seen = null;
        await using Harness harness = await Harness.StartAsync(options => options.OnResponse = (response, flow) =>
        {
            seen = $"{response.Version} {response.Status} {response.StatusText} {flow?.Request.Method}";
            return default;
        });
        Proximity.Wires.Wire client = await harness.ConnectAsync();
        await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"CONNECT origin.test:{harness.OriginPort} HTTP/1.1\r\nHost: origin.test\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        client.Close();
        await harness.SettleAsync();
        Assert.Equal("HTTP/1.1 200 Connection Established CONNECT", seen);
    }

    [Fact]
    public async Task RecordingOff_FlowIsNullEverywhere()
    {
        var flows = new ConcurrentQueue<Flow?>();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.RecordFlows = false;
            options.OnResponse = (_, flow) =>
            {
                flows.Enqueue(flow);
                return default;
            };
        });
        harness.Proxy.AddRequestInterceptor((_, flow) =>
        {
            flows.Enqueue(flow);
            return null;
        });
        await harness.GetAsync();
        Assert.Equal([null, null], flows);
        Assert.Empty(harness.Proxy.Flows);
    }

    [Fact]
    public async Task AsynchronousCallback_IsAwaited()
    {
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = async request =>
        {
            await Task.Yield();
            request.Headers["X-Later"] = "1";
        });
        await harness.GetAsync();
        Assert.Contains("X-Later: 1", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BlockingCallback_SlowsItsOwnExchangeOnly()
    {
        using var release = new ManualResetEventSlim();
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = request =>
        {
            if (request.Url.EndsWith("/slow", StringComparison.Ordinal))
            {
                release.Wait(TestContext.Current.CancellationToken);
            }

            return default;
        });
        Task<string> slow = harness.GetAsync("/slow");
        Assert.EndsWith("ok", await harness.GetAsync("/fast"), StringComparison.Ordinal);
        Assert.False(slow.IsCompleted);
        release.Set();
        Assert.EndsWith("ok", await slow, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onConnect_failed")]
    [InlineData("onRequest_failed")]
    [InlineData("onResponse_failed")]
    [InlineData("onFlowRecord_failed")]
    [InlineData("onFlowCompleted_failed")]
    public async Task CallbackThatThrows_IsReportedAndStopsNothing(string code)
    {
        var broken = new InvalidOperationException("mine");
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.OnConnect = code == "onConnect_failed" ? _ => throw broken : null;
            options.OnRequest = code == "onRequest_failed" ? _ => throw broken : null;
            options.OnResponse = code == "onResponse_failed" ? (_, _) => throw broken : null;
            options.OnFlowRecord = code == "onFlowRecord_failed" ? _ => throw broken : null;
            options.OnFlowCompleted = code == "onFlowCompleted_failed" ? _ => throw broken : null;
        });
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal((code, "mine", "127.0.0.1"), (error.Code, error.Error, error.ClientIP));
        Assert.NotNull(error.Phase);
    }

    [Fact]
    public async Task OnErrorThatThrows_IsLoggedAndGoesNoFurther()
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Logger = logger;
            options.OnError = _ => throw new InvalidOperationException("in OnError");
        });
        Assert.StartsWith("HTTP/1.1 400", await harness.ExchangeAsync("BAD\r\n\r\n"), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains(logger.Lines, line => line.Contains("in OnError", StringComparison.Ordinal));
    }
}
