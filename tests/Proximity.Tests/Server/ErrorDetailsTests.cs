using Proximity.Flows;
using Proximity.Protocol.Faults;

namespace Proximity.Tests.Server;

/// <summary>Errors say which request they are about, as soon as its request line was read.</summary>
public class ErrorDetailsTests
{
    [Theory]
    [InlineData("GET https://a.test/x HTTP/1.1\r\nHost: a.test\r\n\r\n", "https_without_connect", "GET https://a.test/x", "a.test:443")]
    [InlineData("GET https://u:p@a.test:8/x HTTP/1.1\r\nHost: a.test\r\n\r\n", "https_without_connect", "GET https://***@a.test:8/x", "a.test:8")]
    [InlineData("CONNECT http://a.test:81/ HTTP/1.1\r\nHost: a.test\r\n\r\n", "malformed_connect_target", "CONNECT http://a.test:81/", "a.test:81")]
    [InlineData("CONNECT a.test HTTP/1.1\r\nHost: a.test\r\n\r\n", "malformed_connect_target", "CONNECT a.test", "a.test:")]
    [InlineData("CONNECT u:p@a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n", "malformed_connect_target", "CONNECT ***@a.test:443", "a.test:443")]
    [InlineData("GET /x?y HTTP/1.1\r\n\r\n", "target_resolution_failed", "GET /x?y", ":")]
    [InlineData("GET http://a.test/ HTTP/1.1\r\n\r\n", "malformed_request", "GET http://a.test/", "a.test:80")]
    [InlineData("GET http://u:p@a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n", "malformed_request", "GET http://***@a.test/", "a.test:80")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a.test:81\r\nContent-Length: x\r\n\r\n", "malformed_request", "POST /x", "a.test:81")]
    [InlineData("POST http://a.test/x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "unsupported_transfer_coding", "POST http://a.test/x", "a.test:80")]
    [InlineData("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nno colon\r\n\r\n", "malformed_request", "GET http://a.test/", "a.test:80")]
    [InlineData("GET http://a.test/ HTTP/2.0\r\nHost: a.test\r\n\r\n", "unsupported_version", "GET http://a.test/", "a.test:80")]
    [InlineData("GET http://nowhere.invalid/ HTTP/1.1\r\nHost: a.test\r\n\r\n", "dns_failed", "GET http://nowhere.invalid/", "nowhere.invalid:80")]
    [InlineData("BAD\r\n\r\n", "malformed_request", " ", ":")]
    public async Task RefusedRequest_IsDescribed(string request, string code, string methodAndUrl, string target)
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.ExchangeAsync(request);
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal(code, error.Code);
        Assert.Equal(methodAndUrl, $"{error.Method} {error.Url}");
        Assert.Equal(target, $"{error.TargetHost}:{error.TargetPort}");
    }

    [Fact]
    public async Task ClientThatGoesInsideItsHead_ItsRequestIsDescribed()
    {
        await using Harness harness = await Harness.StartAsync();
        Proximity.Wires.Wire client = await harness.ConnectAsync();
        await client.WriteAsync("GET http://a.test/x HTTP/1.1\r\nHost: a.te"u8.ToArray());
        client.ShutdownWrite();
        await Harness.ReadToEndAsync(client);
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal((ErrorCodes.ClientReadFailed, "GET", "http://a.test/x"), (error.Code, error.Method, error.Url));
        Assert.Equal(("a.test", 80), (error.TargetHost, error.TargetPort));
    }

    [Theory]
    [InlineData("onRequest_failed")]
    [InlineData("onFlowRecord_failed")]
    [InlineData("onResponse_failed")]
    [InlineData("onFlowCompleted_failed")]
    [InlineData("authenticate_failed")]
    public async Task CallbackThatThrows_ItsRequestIsDescribed(string code)
    {
        var broken = new InvalidOperationException("mine");
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.OnRequest = code == "onRequest_failed" ? _ => throw broken : null;
            options.OnFlowRecord = code == "onFlowRecord_failed" ? _ => throw broken : null;
            options.OnResponse = code == "onResponse_failed" ? (_, _) => throw broken : null;
            options.OnFlowCompleted = code == "onFlowCompleted_failed" ? _ => throw broken : null;
            options.Authenticate = code == "authenticate_failed" ? (_, _) => throw broken : null;
        });
        await harness.GetAsync(fields: code == "authenticate_failed" ? "Proxy-Authorization: Basic dTpw\r\n" : "");
        await harness.SettleAsync();
        AssertDescribed(harness, harness.Errors.First(error => error.Code == code));
    }

    [Fact]
    public async Task InterceptorThatThrows_ItsRequestIsDescribed()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor((ProxyRequest _, Flow? _) => Broken<ProxyRequest>());
        harness.Proxy.AddResponseInterceptor((ProxyResponse _, Flow? _) => Broken<ProxyResponse>());
        await harness.GetAsync();
        await harness.SettleAsync();
        Assert.Equal(["request_interceptor_failed", "response_interceptor_failed"], harness.Errors.Select(error => error.Code));
        Assert.All(harness.Errors, error => AssertDescribed(harness, error));
    }

    private static T? Broken<T>()
        where T : class => throw new InvalidOperationException("mine");

    private static void AssertDescribed(Harness harness, ProxyError error)
    {
        Assert.Equal(("GET", $"http://origin.test:{harness.OriginPort}/x"), (error.Method, error.Url));
        Assert.Equal(("origin.test", harness.OriginPort), (error.TargetHost, error.TargetPort));
    }
}
