using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Filters;
using Proximity.Filters.Fields;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Filters over flows of real traffic.</summary>
public sealed class FilterTests
{
    [Fact]
    public async Task EveryField_IsThereInSomeFlow()
    {
        FlowSnapshot[] flows = [await PlainAsync(), await WebSocketAsync(), await FailedAsync(), await SecureAsync()];

        string[] missing =
        [
            .. FieldCatalogue.All.Where(field => !field.IsReserved && !field.IsOfStore && (field.Id != FieldId.Process || HasProcesses))
                .Select(Presence)
                .Where(text => !flows.Any(Filter.Parse(text).Matches)),
        ];
        Assert.Equal([], missing);
    }

    [Fact]
    public async Task PlainExchange_IsFoundByWhatItSaid()
    {
        FlowSnapshot flow = await PlainAsync();
        Assert.All(
            (string[])
            [
                "method:post status:200 type:grpc is:grpc -is:error -is:pending is:h1 -is:secure is:response",
                "path:/graph query[operation]=\"a b\" -query[x]:1 host:127.0.0.1",
                "graphql.operation:GetUser req.json[/variables/id]:1..10 cookie[sid]=one set-cookie[sid]:two",
                "req.trailer[x-asked]=yes res.trailer[x-sum]=7 grpc.status=5 -grpc.status:0",
                "res.body:ans body:ver req.size:20b.. res.size:6 wire.size>26 client:127.0.0.0/8",
                "duration<1h ttfb<1h time:-1h..",
            ],
            text => Assert.True(Filter.Parse(text).Matches(flow), text));
    }

    [Fact]
    public async Task Handler_DecidesByHeads()
    {
        var answers = new List<bool?>();
        Filter byHead = Filter.Parse("path:/a header[x]:1");
        Filter byStatus = Filter.Parse("status:4xx");
        Filter byBody = Filter.Parse("res.body:x");
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("decide", async (exchange, next) =>
        {
            answers.AddRange(byHead.Evaluate(exchange), byStatus.Evaluate(exchange), byBody.Evaluate(exchange));
            Verdict verdict = await next(exchange);
            answers.AddRange(byStatus.Evaluate(exchange), byBody.Evaluate(exchange));
            return verdict;
        }));
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/a HTTP/1.1\r\nHost: {origin.Authority}\r\nX: 1\r\n\r\n");
        await proxy.FlowAsync();

        Assert.Equal([true, null, null, true, null], answers);
    }

    private static bool HasProcesses => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    private static string Presence(FilterField field)
        => "has:" + FieldCatalogue.Describe(field).Replace("[x]", Key(field), StringComparison.Ordinal);

    private static string Key(FilterField field) => field.Id switch
    {
        FieldId.QueryParameter => "[operation]",
        FieldId.Cookie or FieldId.SetCookie => "[sid]",
        FieldId.RequestTrailer => "[x-asked]",
        FieldId.ResponseTrailer => "[x-sum]",
        FieldId.RequestJson => "[/operationName]",
        FieldId.Json or FieldId.ResponseJson => "[/a]",
        _ => "[content-type]",
    };

    private static async Task<FlowSnapshot> PlainAsync()
    {
        await using RawOrigin origin = RawOrigin.Answering(
            "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nSet-Cookie: sid=two; Path=/\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nans\r\n3\r\nver\r\n0\r\nX-Sum: 7\r\ngrpc-status: 5\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.RecordClientProcess = true);
        const string Body = """{"operationName":"GetUser","query":"q","variables":{"id":7}}""";
        await proxy.ExchangeAsync(
            $"POST http://{origin.Authority}/graph?operation=a+b HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Type: application/grpc\r\n"
            + $"Cookie: sid=one\r\nTransfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\nX-Asked: yes\r\n\r\n");
        return (await proxy.FlowAsync()).Snapshot();
    }

    private static async Task<FlowSnapshot> WebSocketAsync()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapEcho());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(
            $"GET http://{origin.Authority}/ws HTTP/1.1\r\nHost: {origin.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        await client.ReadResponseAsync();
        await client.SendAsync("\u0081\u0082\0\0\0\0hi");
        await client.ReadAsync(4);
        await client.SendAsync("\u0088\u0082\0\0\0\0\u0003\u00e8");
        await client.ReadToEndAsync();
        client.ShutdownSend();
        FlowSnapshot flow = (await proxy.FlowAsync()).Snapshot();
        Assert.True(Filter.Parse("is:ws type:ws message:HI message.dir:to-origin message.type:text status:101").Matches(flow));
        return flow;
    }

    private static async Task<FlowSnapshot> FailedAsync()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string request = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        await using RawPeer client = await proxy.SendAsync(request);
        await client.ReadToEndAsync();
        FlowSnapshot flow = (await proxy.FlowAsync()).Snapshot();
        Assert.True(Filter.Parse("is:error error:upstream_read_failed is:aborted").Matches(flow));
        return flow;
    }

    private static async Task<FlowSnapshot> SecureAsync()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsJsonAsync(new { a = 1 })));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request("2.0", HttpMethod.Get, origin.Authority, "/", null));
        await response.Content.ReadAsStringAsync().WithinStep();
        FlowSnapshot flow = (await proxy.FlowAsync("GET")).Snapshot();
        Assert.True(Filter.Parse("is:h2 is:secure is:decrypted scheme:https tls.version>=1.2 alpn:h2 res.json[/a]=1").Matches(flow));
        return flow;
    }
}
