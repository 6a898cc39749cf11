using System.Text;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Tests.Server;

public class FlowTests
{
    [Fact]
    public async Task Exchange_IsRecordedWhole()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.GetAsync("/x?q=1", "X-Mine: 1\r\n");
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal(1, flow.Id);
        Assert.Equal("127.0.0.1", flow.ClientIP);
        Assert.Equal("GET", flow.Request.Method);
        Assert.Equal($"http://origin.test:{harness.OriginPort}/x?q=1", flow.Request.Url);
        Assert.Equal("HTTP/1.1", flow.Request.Version);
        Assert.Equal("1", flow.Request.Headers["x-MINE"]);
        Assert.True(flow.Request.Streamed);
        Assert.Null(flow.Request.Body);
        Assert.Equal($"GET http://origin.test:{harness.OriginPort}/x?q=1 HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\nConnection: close\r\nX-Mine: 1\r\n\r\n", flow.Request.Raw);
        Assert.Equal("HTTP/1.1", flow.Response!.Version);
        Assert.Equal(200, flow.Response.Status);
        Assert.Equal("OK", flow.Response.StatusText);
        Assert.Equal("yes", flow.Response.Headers["X-ORIGIN"]);
        Assert.True(flow.Response.Streamed);
        Assert.Null(flow.Response.Body);
        Assert.Equal("HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\n\r\n", flow.Response.Raw);
        Assert.True(flow.Completed);
        Assert.Null(flow.ErrorCode);
        Assert.Equal(flow.Request.Raw.Length, flow.RequestBytes);
        Assert.Equal("HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".Length, flow.ResponseBytes);
    }

    [Fact]
    public async Task Duration_CoversItsPhases()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.GetAsync();
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.True(flow.Duration > TimeSpan.Zero);
        Assert.True(flow.Timings.Send > TimeSpan.Zero);
        Assert.True(flow.Timings.Wait >= TimeSpan.Zero);
        Assert.True(flow.Timings.Receive > TimeSpan.Zero);
        FlowTimings timings = flow.Timings;
        Assert.True(timings.Dns + timings.Connect + timings.Send + timings.Wait + timings.Receive <= flow.Duration);
    }

    [Fact]
    public async Task FailedExchange_KeepsItsCodeAndWhatWasKnown()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.ExchangeAsync("GET http://origin.test:1/gone HTTP/1.1\r\nHost: h\r\n\r\n");
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal("upstream_connect_failed", flow.ErrorCode);
        Assert.Equal("http://origin.test:1/gone", flow.Request.Url);
        Assert.Null(flow.Response);
        Assert.True(flow.Completed);
    }

    [Fact]
    public async Task Tunnel_IsRecordedWithAMadeUpResponse()
    {
        await using Harness harness = await Harness.StartAsync(answer: "pong");
        Wire client = await harness.ConnectAsync();
        string head = $"CONNECT origin.test:{harness.OriginPort} HTTP/1.1\r\nHost: h\r\n\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes(head));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n", flow.Response?.Raw);
        Assert.False(flow.Completed);
        await client.WriteAsync("ping\r\n\r\n"u8.ToArray());
        await Harness.ReadUntilAsync(client, "pong");
        client.Close();
        await harness.SettleAsync();
        Assert.True(flow.Completed);
        Assert.Null(flow.ErrorCode);
        Assert.Equal(head.Length + "ping\r\n\r\n".Length, flow.RequestBytes);
        Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n".Length + "pong".Length, flow.ResponseBytes);
    }

    [Fact]
    public async Task MaxFlows_HoldsExactly_OldestGoesFirst()
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxFlows = 3);
        for (int i = 1; i <= 5; i++)
        {
            await harness.GetAsync($"/{i}");
        }

        Assert.Equal([3L, 4L, 5L], harness.Proxy.Flows.Select(flow => flow.Id));
        Assert.False(harness.Proxy.Flows.TryGet(2, out _));
        Assert.True(harness.Proxy.Flows.TryGet(4, out Flow? fourth));
        Assert.EndsWith("/4", fourth.Request.Url, StringComparison.Ordinal);
        Assert.Equal(3, harness.Proxy.Flows.Count);
    }

    [Fact]
    public async Task EveryRequestOfAConnection_HasItsFlow()
    {
        await using Harness harness = await Harness.StartAsync();
        Wire client = await harness.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes($"GET http://origin.test:{harness.OriginPort}/{i} HTTP/1.1\r\nHost: h\r\n\r\n"));
            await Harness.ReadUntilAsync(client, "\r\n\r\nok");
        }

        client.Close();
        await harness.SettleAsync();
        Assert.Equal(3, harness.Proxy.Flows.Count);
        Assert.Equal(3, harness.Completed.Count);
    }

    [Fact]
    public async Task CompletedFlow_CanBeAwaited()
    {
        await using Harness harness = await Harness.StartAsync();
        Task<Flow> second = harness.Proxy.Flows.WaitAsync(flow => flow.Request.Url.EndsWith("/2", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await harness.GetAsync("/1");
        await harness.GetAsync("/2");
        Flow awaited = await second.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await awaited.WhenCompleted;
        Assert.Equal((2L, true, 200), (awaited.Id, awaited.Completed, awaited.Response!.Status));
        Assert.Equal([1L, 2L], (await harness.Proxy.Flows.WaitForCountAsync(2, TestContext.Current.CancellationToken)).Select(flow => flow.Id));
    }

    [Fact]
    public async Task RecordingOff_NothingCanBeAwaited()
    {
        await using Harness harness = await Harness.StartAsync(options => options.RecordFlows = false);
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Proxy.Flows.WaitAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task StoppedProxy_EndsTheWaiting_AndItsFlowsHaveCompleted()
    {
        await using Harness harness = await Harness.StartAsync();
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT origin.test:{harness.OriginPort} HTTP/1.1\r\nHost: h\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        Flow tunnel = Assert.Single(harness.Proxy.Flows);
        Task<Flow> never = harness.Proxy.Flows.WaitAsync(flow => flow.Id == 2, TestContext.Current.CancellationToken);
        Assert.False(tunnel.WhenCompleted.IsCompleted);
        await harness.Proxy.StopAsync();
        await tunnel.WhenCompleted.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(() => never.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Error_CarriesWhatIsKnown()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.ExchangeAsync("GET http://origin.test:1/gone HTTP/1.1\r\nHost: h\r\n\r\n");
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal("upstream_connect_failed", error.Code);
        Assert.NotEmpty(error.Message);
        Assert.NotEqual(default, error.Timestamp);
        Assert.Equal("127.0.0.1", error.ClientIP);
        Assert.Equal("connect_pending", error.Phase);
        Assert.Equal(("origin.test", 1), (error.TargetHost, error.TargetPort));
        Assert.Equal(("GET", "http://origin.test:1/gone"), (error.Method, error.Url));
        Assert.NotNull(error.Error);
    }
}
