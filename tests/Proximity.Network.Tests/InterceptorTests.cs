using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Interceptors, judged by what both sides of the wire see.</summary>
public sealed class InterceptorTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

    [Fact]
    public async Task ChangesInPlace_GoOutAndAreNotAModification()
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
            response.StatusText = "Changed";
            response.Headers.Remove("X-A");
            return null;
        });
        RawMessage response = await proxy.ExchangeAsync(Get(origin));
        Assert.Equal("HTTP/1.1 299 Changed", response.StartLine);
        Assert.Null(response.Value("X-A"));
        Assert.Equal("ok", response.Body);
        Assert.Equal("changed", Assert.Single(origin.Requests).Value("X-Request"));
        Flow flow = await proxy.FlowAsync();
        Assert.True(flow.Intercepted);
        Assert.False(flow.Modified);
    }

    [Fact]
    public async Task Replacements_GoOutAndMarkTheFlow()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            var replacement = new ProxyRequest("GET", request.Url + "replaced");
            replacement.Headers.Add("Host", request.Headers["Host"]!);
            return replacement;
        });
        proxy.Server.AddResponseInterceptor((response, _) =>
        {
            var replacement = new ProxyResponse(203, "Other");
            replacement.Headers.Add("Content-Length", "2");
            return replacement;
        });
        RawMessage response = await proxy.ExchangeAsync(Get(origin));
        Assert.Equal("HTTP/1.1 203 Other", response.StartLine);
        Assert.Equal("ok", response.Body);
        Assert.Equal("/replaced", Assert.Single(origin.Requests).Target);
        Flow flow = await proxy.FlowAsync();
        Assert.True(flow.Modified);
        Assert.Equal(203, flow.Response?.Status);
        Assert.EndsWith("/replaced", flow.Request.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UrlOfAnotherOrigin_SendsTheRequestThere()
    {
        await using RawOrigin first = RawOrigin.Answering(Ok);
        await using RawOrigin second = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Url = $"http://{second.Authority}/there";
            request.Method = "OPTIONS";
            return null;
        });
        Assert.Equal("second", (await proxy.ExchangeAsync(Get(first))).Body);
        Assert.Empty(first.Connections.Items);
        RawMessage request = Assert.Single(second.Requests);
        Assert.Equal("OPTIONS /there HTTP/1.1", request.StartLine);
        Assert.Equal([second.Authority], request.Values("Host"));
    }

    [Fact]
    public async Task SeveralInterceptors_RunInTheOrderAdded()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) => Append(request, "1"));
        proxy.Server.AddRequestInterceptor(async (request, _) =>
        {
            await Task.Yield();
            return Append(request, "2");
        });
        proxy.Server.AddRequestInterceptor((request, _) => Append(request, "3"));
        await proxy.ExchangeAsync(Get(origin));
        Assert.Equal("123", Assert.Single(origin.Requests).Value("X-Order"));

        static ProxyRequest? Append(ProxyRequest request, string mark)
        {
            request.Headers["X-Order"] += mark;
            return null;
        }
    }

    [Fact]
    public async Task InterceptorThatThrows_IsReportedAndTheNextOneRuns()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((ProxyRequest _, Flow? _) => ThrowFor<ProxyRequest>());
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Next"] = "ran";
            return null;
        });
        proxy.Server.AddResponseInterceptor((ProxyResponse _, Flow? _) => ThrowFor<ProxyResponse>());
        proxy.Server.AddResponseInterceptor((response, _) =>
        {
            response.Headers["X-Next"] = "ran";
            return null;
        });
        Assert.Equal("ran", (await proxy.ExchangeAsync(Get(origin))).Value("X-Next"));
        Assert.Equal("ran", Assert.Single(origin.Requests).Value("X-Next"));
        await proxy.ErrorAsync("request_interceptor_failed");
        await proxy.ErrorAsync("response_interceptor_failed");

        static T? ThrowFor<T>() => throw new InvalidOperationException("thrown by the test");
    }

    [Fact]
    public async Task RequestWithALineBreakInAValue_IsReportedAndNeverSent()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers.Add("X-Bad", "a\r\nX-Smuggled: 1");
            return null;
        });
        await proxy.ExchangeAsync(Get(origin));
        await proxy.ErrorAsync("request_interceptor_failed");
        Assert.DoesNotContain("X-Smuggled", origin.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResponseWithALineBreakInAValue_IsReportedAndNeverSent()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddResponseInterceptor((response, _) =>
        {
            response.Headers.Add("X-Bad", "a\nX-Smuggled: 1");
            response.StatusText = "a\r\nX-Smuggled: 2";
            return null;
        });
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadResponseAsync();
        await proxy.ErrorAsync("response_interceptor_failed");
        Assert.DoesNotContain("X-Smuggled", client.Received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length", "100")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Transfer-Encoding", "gzip")]
    public async Task RequestWhoseFramingALieIsToldAbout_StaysOneMessage(string name, string value)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Timeout = TimeSpan.FromSeconds(2));
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers[name] = value;
            return null;
        });
        RawMessage answer = await proxy.ExchangeAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 5\r\n\r\nhello");
        if (answer.Status == 200)
        {
            Assert.Equal("hello", Assert.Single(origin.Requests).Body);
        }
        else
        {
            Assert.Empty(origin.Requests);
        }
    }

    [Fact]
    public async Task Connect_DoesNotGoThroughInterceptors()
    {
        int calls = 0;
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((_, _) => Count<ProxyRequest>());
        proxy.Server.AddResponseInterceptor((_, _) => Count<ProxyResponse>());
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        await client.DisposeAsync();
        Assert.False((await proxy.FlowAsync()).Intercepted);
        Assert.Equal(0, calls);

        T? Count<T>()
            where T : class
        {
            Interlocked.Increment(ref calls);
            return null;
        }
    }

    [Fact]
    public async Task ClearedInterceptors_DoNotRun()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Added"] = "1";
            return null;
        });
        proxy.Server.ClearInterceptors();
        await proxy.ExchangeAsync(Get(origin));
        Assert.Null(Assert.Single(origin.Requests).Value("X-Added"));
        Assert.True((await proxy.FlowAsync()).Intercepted);
    }

    [Fact]
    public async Task UntouchedMessages_StayByteForByte()
    {
        const string Head = "HTTP/1.1 200  Two spaces\r\nx-ODD:v\r\nX-Odd:  w \r\nContent-Length: 2\r\n\r\n";
        await using RawOrigin origin = RawOrigin.Answering(Head + "ok");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        proxy.Server.AddRequestInterceptor((request, _) => request.Headers["none"] is null ? null : request);
        proxy.Server.AddResponseInterceptor((response, _) => response.Headers["none"] is null ? null : response);
        Assert.Equal(Head, (await proxy.ExchangeAsync(Get(origin))).Head);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
}
