using Proximity.Flows;
using Proximity.Tests.Server;

namespace Proximity.Tests.Handlers;

/// <summary>CONNECT requests, and the handlers that ask to see them.</summary>
public class ConnectHandlerTests
{
    private const string Request = "CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: elsewhere.test:443\r\n\r\n";

    [Fact]
    public async Task HandlerWithoutTheNeed_SeesNone()
    {
        var seen = new List<string>();
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("bodies", (exchange, next) =>
        {
            seen.Add(exchange.Request.Method);
            return next(exchange);
        }));
        await harness.ExchangeAsync(Request);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task Refusal_IsTheAnswer()
    {
        await using Harness harness = await Harness.StartAsync(Use((exchange, _) =>
        {
            Assert.Equal(
                ("elsewhere.test", 443, "elsewhere.test:443"),
                (exchange.Request.Host, exchange.Request.Port, exchange.Request.Url));
            return ValueTask.FromResult(Verdict.Respond(403, Body.Text("not today")));
        }));
        string answer = await harness.ExchangeAsync(Request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nnot today", answer, StringComparison.Ordinal);
        Assert.Equal("connect", Assert.Single(harness.Proxy.Flows).AnsweredBy);
    }

    [Fact]
    public async Task TunnelChoiceRefuse_IsA403()
    {
        await using Harness harness = await Harness.StartAsync(Use((exchange, next) =>
        {
            exchange.TunnelChoice = TunnelVerdict.Refuse;
            return next(exchange);
        }));
        Assert.StartsWith("HTTP/1.1 403 ", await harness.ExchangeAsync(Request), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("tunnel_refused", Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task AnswerThatWouldBeATunnel_IsReportedAndNotSent()
    {
        Harness? harness = null;
        await using Harness started = await Harness.StartAsync(Use((_, _) => ValueTask.FromResult(Verdict.Respond(200))));
        harness = started;
        Assert.StartsWith("HTTP/1.1 502 ", await harness.ExchangeAsync(Request), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains(harness.Errors, error => error.Code == "handler_failed");
    }

    [Fact]
    public async Task RouteTo_LeadsTheTunnelElsewhere()
    {
        Harness? harness = null;
        await using Harness started = await Harness.StartAsync(Use((_, _)
            => ValueTask.FromResult(Verdict.RouteTo(new Uri($"https://origin.test:{harness!.OriginPort}")))));
        harness = started;
        Proximity.Wires.Wire client = await harness.ConnectAsync();
        await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Request));
        Assert.StartsWith("HTTP/1.1 200 ", await Harness.ReadUntilAsync(client, "\r\n\r\n"), StringComparison.Ordinal);
        await client.WriteAsync("GET /in HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n"u8.ToArray());
        Assert.EndsWith("ok", await Harness.ReadUntilAsync(client, "ok"), StringComparison.Ordinal);
        client.Close();
        Assert.StartsWith("GET /in ", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TunnelThatGoesOn_IsRecordedAsEver()
    {
        await using Harness harness = await Harness.StartAsync(Use((exchange, next) => next(exchange)));
        string connect = Request.Replace("elsewhere.test:443", $"origin.test:{harness.OriginPort}", StringComparison.Ordinal);
        Proximity.Wires.Wire client = await harness.ConnectAsync();
        await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes(connect));
        Assert.StartsWith("HTTP/1.1 200 ", await Harness.ReadUntilAsync(client, "\r\n\r\n"), StringComparison.Ordinal);
        client.Close();
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal((200, false, null), (flow.Response?.Status, flow.Modified, flow.AnsweredBy));
    }

    private static Action<ProxyOptions> Use(Func<ExchangeContext, ExchangeDelegate, ValueTask<Verdict>> handle)
        => options => options.Handlers.Use("connect", handle, HandlerNeeds.Connect);
}
