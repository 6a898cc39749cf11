using System.Text.Json;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What is recorded of real exchanges.</summary>
public sealed class FlowTests
{
    private const string Ok = "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

    [Fact]
    public async Task Exchange_IsRecordedWithAllItsFields()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string request = $"POST http://{origin.Authority}/a?b HTTP/1.1\r\nHost: {origin.Authority}\r\nX-Mixed: V\r\nContent-Length: 5\r\n\r\nhello";
        await proxy.ExchangeAsync(request);
        Flow flow = await proxy.FlowAsync();
        Assert.Equal(1, flow.Id);
        Assert.Equal("127.0.0.1", flow.ClientIP);
        Assert.Equal(("POST", $"http://{origin.Authority}/a?b", "HTTP/1.1"), (flow.Request.Method, flow.Request.Url, flow.Request.Version));
        Assert.Equal("V", flow.Request.Headers["x-mixed"]);
        Assert.Equal(request[..^5], flow.Request.Raw);
        Assert.True(flow.Request.Streamed);
        Assert.Null(flow.Request.Body);
        Assert.Equal(("HTTP/1.1", 200, "Fine"), (flow.Response?.Version, flow.Response?.Status, flow.Response?.StatusText));
        Assert.Equal(Ok[..^2], flow.Response?.Raw);
        Assert.True(flow.Completed);
        Assert.True(flow.Intercepted);
        Assert.False(flow.Modified);
        Assert.Null(flow.ErrorCode);
    }

    [Fact]
    public async Task BytesOnTheWire_AreCounted()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string request = $"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        await using RawPeer client = await proxy.SendAsync(request);
        await client.ReadResponseAsync();
        Flow flow = await proxy.FlowAsync();
        Assert.Equal(request.Length, flow.RequestBytes);
        Assert.Equal(client.Received.Length, flow.ResponseBytes);
    }

    [Fact]
    public async Task DurationAndTimings_AreFilledIn()
    {
        var pause = TimeSpan.FromMilliseconds(50);
        var headArrived = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await Task.Delay(pause, TimeProvider.System);
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");

            // The second pause begins when the proxy has seen the head for certain.
            await headArrived.Task.WithinStep();
            await Task.Delay(pause, TimeProvider.System);
            await peer.SendAsync("k");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://localhost:{origin.EndPoint.Port}/ HTTP/1.1\r\nHost: localhost:{origin.EndPoint.Port}\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\no");
        headArrived.SetResult();
        Flow flow = await proxy.FlowAsync();
        FlowTimings timings = flow.Timings;

        // On a busy machine the origin may have the request before the proxy looks at its clock.
        Assert.True(timings.Wait > TimeSpan.Zero && timings.Send + timings.Wait >= pause * 0.8, $"send {timings.Send}, wait {timings.Wait}");
        Assert.True(timings.Receive >= pause * 0.8, $"receive {timings.Receive}");
        Assert.True(timings.Dns > TimeSpan.Zero, $"dns {timings.Dns}");
        Assert.True(timings.Connect > TimeSpan.Zero, $"connect {timings.Connect}");
        Assert.True(flow.Duration >= timings.Wait + timings.Receive, $"duration {flow.Duration}");
    }

    [Fact]
    public async Task Tunnel_IsRecordedWithASyntheticResponseAndItsBytes()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.SendAsync("reply to " + await peer.ReadToEndAsync()));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string head = $"CONNECT {origin.Authority} HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        await using RawPeer client = await proxy.SendAsync(head);
        await client.ReadResponseAsync("CONNECT");
        await client.SendAsync("question");
        client.ShutdownSend();
        await client.ReadToEndAsync();
        Flow flow = await proxy.FlowAsync();
        Assert.Equal(("CONNECT", origin.Authority), (flow.Request.Method, flow.Request.Url));
        Assert.Equal(("HTTP/1.1", 200, "Connection Established"), (flow.Response?.Version, flow.Response?.Status, flow.Response?.StatusText));
        Assert.False(flow.Intercepted);
        Assert.Equal(head.Length + "question".Length, flow.RequestBytes);
        Assert.Equal(client.Received.Length, flow.ResponseBytes);
        Assert.Null(flow.ErrorCode);
    }

    [Fact]
    public async Task Flow_IsThereBeforeItsResponse()
    {
        var gate = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await gate.Task;
            await peer.SendAsync(Ok);
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await (await origin.ConnectionAsync(0)).Requests.TakeAsync(1);
        Assert.True(proxy.Server.Flows.TryGet(1, out Flow? flow));
        Assert.Null(flow.Response);
        Assert.False(flow.Completed);
        gate.SetResult();
        await client.ReadResponseAsync();
        Assert.Same(flow, await proxy.FlowAsync());
        Assert.Equal(200, flow.Response?.Status);
    }

    [Fact]
    public async Task FailedExchange_CarriesItsCodeAndWhatWasKnown()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string authority = $"127.0.0.1:{RawOrigin.ClosedPort()}";
        await proxy.ExchangeAsync($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        Flow flow = await proxy.FlowAsync();
        Assert.Equal("upstream_connect_failed", flow.ErrorCode);
        Assert.Equal($"http://{authority}/", flow.Request.Url);
        Assert.True(flow.Completed);
    }

    [Fact]
    public async Task MaxFlows_KeepsTheNewest()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.MaxFlows = 3);
        await using RawPeer client = await proxy.ConnectAsync();
        for (int number = 0; number < 5; number++)
        {
            await client.SendAsync(Get(origin));
            await client.ReadResponseAsync();
        }

        Assert.Equal([3, 4, 5], proxy.Server.Flows.Select(flow => flow.Id));
        Assert.False(proxy.Server.Flows.TryGet(2, out _));
    }

    [Fact]
    public async Task ClearedTable_NumbersFromOneAgain()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Get(origin));
        proxy.Server.ClearFlows();
        Assert.Empty(proxy.Server.Flows);
        await proxy.ExchangeAsync(Get(origin));
        Assert.Equal([1], proxy.Server.Flows.Select(flow => flow.Id));
    }

    [Fact]
    public async Task RecordingOff_KeepsNothing()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.RecordFlows = false);
        Assert.Equal("ok", (await proxy.ExchangeAsync(Get(origin))).Body);
        Assert.Empty(proxy.Server.Flows);
    }

    [Fact]
    public async Task ExportedFlows_HaveTheirJsonNames()
    {
        using var directory = new TemporaryDirectory();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Get(origin));
        await proxy.FlowAsync();
        Assert.True(await proxy.Server.ExportFlowsAsync(directory["flows.json"]));
        using JsonDocument file = JsonDocument.Parse(await File.ReadAllTextAsync(directory["flows.json"]));
        JsonElement flow = file.RootElement.ValueKind == JsonValueKind.Array ? file.RootElement[0] : file.RootElement.GetProperty("1");
        Assert.Equal(1, flow.GetProperty("id").GetInt64());
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$", flow.GetProperty("timestamp").GetString());
        Assert.Equal("127.0.0.1", flow.GetProperty("clientIP").GetString());
        Assert.Equal("GET", flow.GetProperty("request").GetProperty("method").GetString());
        Assert.Equal(origin.Authority, flow.GetProperty("request").GetProperty("headers").GetProperty("host").GetString());
        Assert.Equal(200, flow.GetProperty("response").GetProperty("status").GetInt32());
        Assert.Equal("Fine", flow.GetProperty("response").GetProperty("statusText").GetString());
        Assert.True(flow.GetProperty("intercepted").GetBoolean());
        Assert.False(flow.GetProperty("modified").GetBoolean());
        Assert.Equal(JsonValueKind.Number, flow.GetProperty("duration").ValueKind);
    }

    [Fact]
    public async Task ExportedFlows_ComeBackInAnotherProxyAndNumberOn()
    {
        using var directory = new TemporaryDirectory();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using (RunningProxy first = await RunningProxy.StartAsync())
        {
            await first.ExchangeAsync(Get(origin));
            await first.ExchangeAsync(Get(origin));
            await first.FlowAsync(1);
            Assert.True(first.Server.ExportFlows(directory["flows.json"]));
        }

        await using RunningProxy second = await RunningProxy.StartAsync();
        Assert.True(second.Server.LoadFlows(directory["flows.json"]));
        Assert.Equal([1, 2], second.Server.Flows.Select(flow => flow.Id));
        Assert.Equal(Ok[..^2], second.Server.Flows.First().Response?.Raw);
        await second.ExchangeAsync(Get(origin));
        Assert.True(second.Server.Flows.TryGet(3, out _));
    }

    [Fact]
    public async Task BadFile_LeavesTheFlowsAsTheyWere()
    {
        using var directory = new TemporaryDirectory();
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Get(origin));
        Assert.False(await proxy.Server.LoadFlowsAsync(directory.Write("bad.json", "{ \"1\": { ")));
        Assert.False(await proxy.Server.LoadFlowsAsync(directory["missing.json"]));
        Assert.Single(proxy.Server.Flows);
        await proxy.ErrorAsync("flow_load_failed");
    }

    [Fact]
    public async Task ExportToABadPath_LeavesAGoodFileAlone()
    {
        using var directory = new TemporaryDirectory();
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.False(await proxy.Server.ExportFlowsAsync(directory["no/such/place.json"]));
        Assert.False(proxy.Server.ExportFlows(""));
        await proxy.ErrorAsync("flow_export_failed");
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
}
