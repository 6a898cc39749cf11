using Proximity.Flows;

namespace Proximity.Tests.Server;

public class InterceptorTests
{
    [Fact]
    public async Task ChangedInPlace_GoesOut_AndTheFlowIsNotModified()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Mine"] = "1";
            return null;
        });
        await harness.GetAsync();
        Assert.Contains("X-Mine: 1\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.True(flow.Intercepted);
        Assert.False(flow.Modified);
    }

    [Fact]
    public async Task Replacement_GoesOut_AndTheFlowIsModified()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            var other = new ProxyRequest("DELETE", request.Url.Replace("/x", "/y", StringComparison.Ordinal));
            other.Headers["Host"] = request.Headers["Host"];
            return other;
        });
        await harness.GetAsync();
        Assert.Equal($"DELETE /y HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n", Assert.Single(harness.OriginSaw));
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.True(flow.Modified);
        Assert.Equal("DELETE", flow.Request.Method);
    }

    [Fact]
    public async Task Interceptors_RunInTheOrderAdded_EachSeesWhatTheOneBeforeLeft()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Headers.Add("X-Order", "1");
            return null;
        });
        harness.Proxy.AddRequestInterceptor(async (request, _) =>
        {
            await Task.Yield();
            request.Headers["X-Order"] += ",2";
            return null;
        });
        await harness.GetAsync();
        Assert.Contains("X-Order: 1,2\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestReturnedAsItCame_MarksTheFlowModified()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) => request);
        harness.Proxy.AddRequestInterceptor((_, _) => null);
        await harness.GetAsync();
        Assert.StartsWith("GET /x HTTP/1.1\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.True(Assert.Single(harness.Proxy.Flows).Modified);
    }

    [Fact]
    public async Task ResponseReturnedAsItCame_MarksTheFlowModified()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Headers["X-Mine"] = "1";
            return new ValueTask<ProxyResponse?>(response);
        });
        harness.Proxy.AddResponseInterceptor((_, _) => null);
        Assert.Contains("X-Mine: 1\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.True(Assert.Single(harness.Proxy.Flows).Modified);
    }

    [Fact]
    public async Task ThatThrows_IsReported_AndTheNextRuns()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor(BrokenRequest);
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Next"] = "ran";
            return null;
        });
        harness.Proxy.AddResponseInterceptor(BrokenResponse);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains("X-Next: ran", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.Equal(["request_interceptor_failed one", "response_interceptor_failed two"], harness.Errors.Select(error => $"{error.Code} {error.Error}"));
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\0b")]
    [InlineData("\u0416")]
    public async Task ValueThatWouldBreakTheMessage_IsRefusedAndReported_NeverSent(string value)
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Mine"] = value;
            return null;
        });
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Headers["X-Theirs"] = value;
            return null;
        });
        string answer = await harness.GetAsync();
        await harness.SettleAsync();
        Assert.DoesNotContain("X-Mine", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Theirs", answer, StringComparison.Ordinal);
        Assert.EndsWith("ok", answer, StringComparison.Ordinal);
        Assert.Equal(["request_interceptor_failed", "response_interceptor_failed"], harness.Errors.Select(error => error.Code));
    }

    [Theory]
    [InlineData("BAD METHOD", "http://origin.test/")]
    [InlineData("CONNECT", "origin.test:80")]
    [InlineData("GET", "https://origin.test/")]
    [InlineData("GET", "http://origin.test/a b")]
    public async Task RequestThatIsNoneAnyMore_IsRefused_AndTheReceivedOneGoesOut(string method, string url)
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            (request.Method, request.Url) = (method, url);
            return null;
        });
        await harness.GetAsync("/received");
        await harness.SettleAsync();
        Assert.StartsWith("GET /received HTTP/1.1", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.Equal("request_interceptor_failed", Assert.Single(harness.Errors).Code);
    }

    [Theory]
    [InlineData("GET", "", "OPTIONS", "0")]
    [InlineData("GET", "", "TRACE", "many")]
    [InlineData("POST", "Content-Length: 2\r\n\r\nhi", "TRACE", "5")]
    public async Task RequestThatTheGateWouldHaveRefused_IsRefused_AndTheReceivedOneGoesOut(string received, string rest, string method, string maxForwards)
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Method = method;
            request.Headers["Max-Forwards"] = maxForwards;
            return null;
        });
        string answer = await harness.ExchangeAsync($"{received} http://origin.test:{harness.OriginPort}/x HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\nConnection: close\r\n{rest}\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.StartsWith($"{received} /x HTTP/1.1\r\n", harness.OriginSaw.First(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("request_interceptor_failed", Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task FramingFieldsOfUserCode_DoNotChangeTheFraming()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Headers.Add("Content-Length", "7");
            request.Headers.Add("Transfer-Encoding", "chunked");
            return null;
        });
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Headers["Content-Length"] = "999";
            return null;
        });
        string answer = await harness.GetAsync();
        Assert.DoesNotContain("ontent-", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.DoesNotContain("ransfer-", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.Contains("Content-Length: 2\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusReasonVersionAndFieldsOfAResponse_MayBeChanged()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            (response.Status, response.StatusText, response.Version) = (418, "Teapot", "HTTP/1.0");
            response.Headers["X-Origin"] = null;
            return null;
        });
        Assert.Equal("HTTP/1.0 418 Teapot\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", await harness.GetAsync());
    }

    [Fact]
    public async Task ReplacedResponse_GoesOut_AndTheFlowIsModified()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddResponseInterceptor((_, _) => new ProxyResponse(203, "Changed"));
        Assert.StartsWith("HTTP/1.1 203 Changed\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.True(flow.Modified);
        Assert.Equal(203, flow.Response?.Status);
    }

    [Fact]
    public async Task StatusWithoutABody_DropsTheBody()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Status = 204;
            return null;
        });
        Assert.Equal("HTTP/1.1 204 OK\r\nX-Origin: yes\r\nConnection: close\r\n\r\n", await harness.GetAsync());
    }

    [Fact]
    public async Task HeadMadeAGet_TheClientGetsNoBody_AndTheNextExchangeIsNotDisturbed()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Method = "GET";
            return null;
        });
        string head = $"HEAD http://origin.test:{harness.OriginPort}/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        Assert.Equal("HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", await harness.ExchangeAsync(head));
        Assert.Equal(0, harness.Proxy.IdleOriginConnections);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetMadeAHead_TheClientGetsAnEmptyBody()
    {
        await using Harness harness = await Harness.StartAsync(answer: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Method = "HEAD";
            return null;
        });
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", await harness.GetAsync());
    }

    [Theory]
    [InlineData(101)]
    [InlineData(100)]
    public async Task FinalResponseMadeInterim_IsRefused(int status)
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Status = status;
            return null;
        });
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(("response_interceptor_failed", "streaming_body"), (Assert.Single(harness.Errors).Code, Assert.Single(harness.Errors).Phase));
    }

    [Fact]
    public async Task SwitchOfProtocols_FieldsMayBeChanged()
    {
        await using Harness harness = await Harness.StartAsync(answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Headers["X-Mine"] = "1";
            return null;
        });
        Proximity.Wires.Wire client = await harness.ConnectAsync();
        await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"));
        Assert.Contains("X-Mine: 1\r\n", await Harness.ReadUntilAsync(client, "\r\n\r\n"), StringComparison.Ordinal);
        client.Close();
    }

    [Fact]
    public async Task RequestVersionAndUrl_MayBeChanged()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Version = "HTTP/1.0";
            request.Url = $"http://other.test:{harness.OriginPort}/z";
            return null;
        });
        await harness.GetAsync();
        Assert.Equal($"GET /z HTTP/1.0\r\nHost: other.test:{harness.OriginPort}\r\n\r\n", Assert.Single(harness.OriginSaw));
    }

    [Fact]
    public async Task NoInterceptor_FlowIsInterceptedAllTheSame()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.GetAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.True(flow.Intercepted);
        Assert.False(flow.Modified);
    }

    [Fact]
    public async Task Connect_IsNeverIntercepted()
    {
        await using Harness harness = await Harness.StartAsync();
        int runs = 0;
        harness.Proxy.AddRequestInterceptor((_, _) =>
        {
            runs++;
            return null;
        });
        await harness.ExchangeAsync("CONNECT nowhere.invalid:1 HTTP/1.1\r\nHost: nowhere.invalid:1\r\n\r\n");
        Assert.Equal(0, runs);
        Assert.False(Assert.Single(harness.Proxy.Flows).Intercepted);
    }

    [Fact]
    public async Task Cleared_RunNoMore()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Mine"] = "1";
            return null;
        });
        harness.Proxy.AddResponseInterceptor((response, _) =>
        {
            response.Headers["X-Theirs"] = "1";
            return null;
        });
        harness.Proxy.ClearInterceptors();
        Assert.DoesNotContain("X-Theirs", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Mine", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    private static ProxyRequest? BrokenRequest(ProxyRequest request, Flow? flow) => throw new InvalidOperationException("one");

    private static ProxyResponse? BrokenResponse(ProxyResponse response, Flow? flow) => throw new InvalidOperationException("two");
}
