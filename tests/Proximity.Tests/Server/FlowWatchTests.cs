using System.Text;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Tests.Server;

public class FlowWatchTests
{
    [Fact]
    public async Task Exchange_IsSeenFromItsStartToItsEnd()
    {
        await using Harness harness = await Harness.StartAsync();
        Task<List<FlowSnapshot>> watching = WatchAsync(harness);
        await harness.GetAsync("/watched");
        await harness.SettleAsync();
        List<FlowSnapshot> seen = await watching.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4], seen.Select(flow => flow.Sequence));
        Assert.All(seen, flow => Assert.EndsWith("/watched", flow.Request.Url, StringComparison.Ordinal));
        Assert.Null(seen[0].Response);
        Assert.Equal((200, FlowBodyState.Streaming), (seen[1].Response!.Status, seen[1].Response!.Body.State));
        Assert.Equal(FlowBodyState.Complete, seen[2].Response!.Body.State);
        Assert.Equal("ok", Encoding.ASCII.GetString(seen[2].Response!.Body.Bytes.Span));
        Assert.Equal([false, false, false, true], seen.Select(flow => flow.Completed));
        Assert.True(seen[3].Duration > TimeSpan.Zero);
    }

    [Fact]
    public async Task Tunnel_IsSeenWhenItStands()
    {
        await using Harness harness = await Harness.StartAsync(answer: "pong");
        Task<List<FlowSnapshot>> watching = WatchAsync(harness);
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT origin.test:{harness.OriginPort} HTTP/1.1\r\nHost: h\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        client.Close();
        await harness.SettleAsync();
        List<FlowSnapshot> seen = await watching.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(3, seen.Count);
        Assert.Equal((200, NotKeptReason.Tunnel, false), (seen[1].Response!.Status, seen[1].Response!.Body.NotKept, seen[1].Completed));
        Assert.True(seen[2].Completed);
    }

    [Fact]
    public async Task RefusedRequest_IsSeenWithItsCode()
    {
        await using Harness harness = await Harness.StartAsync();
        Task<List<FlowSnapshot>> watching = WatchAsync(harness);
        await harness.ExchangeAsync("GET http://origin.test:1/gone HTTP/1.1\r\nHost: h\r\n\r\n");
        await harness.SettleAsync();
        FlowSnapshot last = (await watching.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken))[^1];

        Assert.Equal(("upstream_connect_failed", 502, true), (last.ErrorCode, last.AnsweredStatus, last.Completed));
        Assert.Null(last.Response);
    }

    /// <summary>Watches from now on until the proxy has stopped.</summary>
    private static async Task<List<FlowSnapshot>> WatchAsync(Harness harness)
    {
        List<FlowSnapshot> seen = [];
        await foreach (FlowSnapshot flow in harness.Proxy.Flows.WatchAsync(TestContext.Current.CancellationToken))
        {
            seen.Add(flow);
        }

        return seen;
    }
}
