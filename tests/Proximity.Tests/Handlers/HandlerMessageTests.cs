using System.Text;
using Proximity.Tests.Server;
using Proximity.Wires;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>Bodies with messages that handlers see, where the bodies are not what they should be.</summary>
public class HandlerMessageTests
{
    private const string Events = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    private const string Calls = "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\n";

    /// <summary>Longer than the least that MaxWebSocketMessageBytes can be.</summary>
    private static readonly string Long = new('x', 5000);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task EventThatIsTooLongAndCut_EndsTheExchange()
    {
        await using Harness harness = await Harness.StartAsync(
            Seeing(_ => { }), $"{Events}Connection: close\r\nContent-Length: 9000\r\n\r\ndata: one\n\ndata: {Long}");
        string answer = await harness.GetAsync();
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
        Assert.Equal("upstream_read_failed", Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("xyz")]
    public async Task CallThatEndsWithinALongMessage_Ends(string begun)
    {
        string body = $"\0\0\0\0\u0002ok\0\u007f\u00ff\u00ff\u00ff{begun}";
        await using Harness harness = await Harness.StartAsync(
            Seeing(_ => { }), $"{Calls}Content-Length: {body.Length}\r\n\r\n{body}");
        Assert.Equal(body, Unchunk(await harness.GetAsync()));
        await harness.SettleAsync();
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
        Assert.Null(Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Fact]
    public async Task ClientThatLeavesWithinALongEvent_EndsTheExchange()
    {
        ExchangeMessages? messages = null;
        await using Harness harness = await Harness.StartAsync(
            Seeing(_ => { }, seen => messages = seen), $"{Events}Content-Length: 900000\r\n\r\ndata: {Long}");
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "data: xxx");
        client.Abort();
        await harness.Proxy.StopAsync();
        await messages!.WhenClosed.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    [Fact]
    public async Task EventsThatUnfoldWithoutEnd_PassWhole_AndAreRecordedInPart()
    {
        const int Count = 4_000_000;
        string gzip = Latin1(Gzip(string.Concat(Enumerable.Repeat("data:\n\n", Count))));
        await using Harness harness = await Harness.StartAsync(
            answer: $"{Events}Content-Encoding: gzip\r\nContent-Length: {gzip.Length}\r\n\r\n{gzip}");
        Assert.EndsWith(gzip, await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
        Assert.InRange(Assert.Single(harness.Proxy.Flows).MessageCount, 100_000, Count / 8);
    }

    private static Action<ProxyOptions> Seeing(Action<ExchangeMessage> see, Action<ExchangeMessages>? began = null) => options =>
    {
        options.MaxWebSocketMessageBytes = 1024;
        options.Handlers.Use(
            "see",
            (exchange, next) =>
            {
                began?.Invoke(exchange.Messages);
                exchange.Messages.OnMessage(message =>
                {
                    see(message);
                    return default;
                });
                return next(exchange);
            },
            HandlerNeeds.Messages);
    };
}
