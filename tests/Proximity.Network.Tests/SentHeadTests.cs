using Proximity.Flows;
using Proximity.Flows.Tests;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What a flow has of heads that go out as others than they came.</summary>
public sealed class SentHeadTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

    [Fact]
    public async Task NothingChanged_NothingMoreIsRecorded()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("looks", (exchange, next) =>
        {
            _ = exchange.Request.Headers["Host"];
            return next(exchange);
        }));
        proxy.Server.AddRequestInterceptor((request, _) => request.Url.Length == 0 ? request : null);
        await proxy.ExchangeAsync(Get(origin));

        Flow flow = await proxy.FlowAsync();

        Assert.Null(flow.HeadChanges);
        Assert.Null(flow.Snapshot().RequestSent);
    }

    [Fact]
    public async Task ChangedInPlace_BothHeadsAreThere()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Request"] = "changed";
            return null;
        });
        proxy.Server.AddResponseInterceptor((response, _) =>
        {
            response.Status = 299;
            response.Headers.Remove("X-A");
            return null;
        });
        RawMessage answer = await proxy.ExchangeAsync(Get(origin));

        FlowSnapshot flow = (await proxy.FlowAsync()).Snapshot();

        Assert.Equal(Get(origin), flow.RequestReceived!.Raw);
        Assert.Equal(Assert.Single(origin.Requests).Head, flow.RequestSent!.Raw);
        Assert.Equal("changed", flow.RequestSent.Headers.Single(field => field.Key == "X-Request").Value);
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\n", flow.ResponseReceived!.Raw);
        Assert.Equal(answer.Head, flow.ResponseSent!.Raw);
        Assert.Equal(299, flow.ResponseSent.Status);
        Assert.Equal(flow.Request.Headers, flow.RequestReceived.Headers.Append(new("X-Request", "changed")));
    }

    [Fact]
    public async Task Replaced_TheReceivedHeadsAreThere()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) => new ProxyRequest("OPTIONS", request.Url + "replaced"));
        proxy.Server.AddResponseInterceptor((_, _) => new ProxyResponse(203, "Other"));
        await proxy.ExchangeAsync(Get(origin));

        FlowSnapshot flow = (await proxy.FlowAsync()).Snapshot();

        Assert.Equal("", flow.Request.Raw);
        Assert.Equal(Get(origin), flow.RequestReceived!.Raw);
        Assert.StartsWith("OPTIONS /replaced HTTP/1.1\r\n", flow.RequestSent!.Raw, StringComparison.Ordinal);
        Assert.Equal((200, 203), (flow.ResponseReceived!.Status, flow.ResponseSent!.Status));
    }

    [Fact]
    public async Task ChangeThatCannotBeSent_IsNoChange()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Bad"] = "a\r\nb";
            return null;
        });
        await proxy.ExchangeAsync(Get(origin));

        Assert.Null((await proxy.FlowAsync()).HeadChanges);
    }

    [Fact]
    public async Task HandlersAnswer_IsRecordedAsSent()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use(
            "mock", (_, _) => new ValueTask<Verdict>(Verdict.Respond(418, Body.Text("tea")))));
        RawMessage answer = await proxy.ExchangeAsync("GET http://nowhere.test/ HTTP/1.1\r\nHost: nowhere.test\r\n\r\n");

        FlowSnapshot flow = (await proxy.FlowAsync()).Snapshot();

        Assert.Null(flow.ResponseReceived);
        Assert.Equal(answer.Head, flow.ResponseSent!.Raw);
    }

    [Fact]
    public async Task HandlersAnswerInPlaceOfTheOrigins_HasBoth()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("mock", async (exchange, next) =>
        {
            await next(exchange);
            return Verdict.Respond(418, Body.Text("tea"));
        }));
        await proxy.ExchangeAsync(Get(origin));

        FlowSnapshot flow = (await proxy.FlowAsync()).Snapshot();

        Assert.Equal((200, 418), (flow.ResponseReceived!.Status, flow.ResponseSent!.Status));
    }

    [Fact]
    public async Task CredentialsForAnUpstream_AreMaskedInTheSentHead()
    {
        await using RawOrigin upstream = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            options => options.UpstreamProxy = $"http://me:secret@{upstream.Authority}");
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Request"] = "changed";
            return null;
        });
        await proxy.ExchangeAsync("GET http://far.test/ HTTP/1.1\r\nHost: far.test\r\n\r\n");

        string sent = (await proxy.FlowAsync()).Snapshot().RequestSent!.Raw;

        Assert.StartsWith("Basic ", Assert.Single(upstream.Requests).Value("Proxy-Authorization"), StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Authorization: ***\r\n", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Basic", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventsPutTogether_HaveTheHeadsToo()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Request"] = "changed";
            return null;
        });
        proxy.Server.AddResponseInterceptor((_, _) => new ProxyResponse(203, "Other"));
        await using Follower follower = Follower.Of(proxy.Server.Flows);
        await proxy.ExchangeAsync(Get(origin));
        await proxy.FlowAsync();
        await proxy.Server.StopAsync();
        List<FlowEvent> events = await follower.RestAsync();

        EventsOfFlows.AssertWhole(proxy.Server.Flows, events);
        Assert.NotNull(events.OfType<RequestHeadRecorded>().Last().Sent);
        Assert.NotNull(events.OfType<ResponseHeadRecorded>().Last().Received);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
}
