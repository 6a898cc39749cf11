using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Error codes that a request of its own provokes: the answer, the report, the flow.</summary>
public sealed class ErrorTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("GET\r\n\r\n", 400, "malformed_request")]
    [InlineData("GET http://{O}/ HTTP/1.1\r\nHost: {O}\r\nX-A : b\r\n\r\n", 400, "malformed_request")]
    [InlineData("CONNECT http://{O}/ HTTP/1.1\r\nHost: {O}\r\n\r\n", 400, "malformed_connect_target")]
    [InlineData("CONNECT nowhere HTTP/1.1\r\nHost: {O}\r\n\r\n", 400, "malformed_connect_target")]
    [InlineData("GET /x HTTP/1.0\r\n\r\n", 400, "target_resolution_failed")]
    [InlineData("GET /x HTTP/1.1\r\n\r\n", 400, "target_resolution_failed")]
    [InlineData("GET https://{O}/ HTTP/1.1\r\nHost: {O}\r\n\r\n", 501, "https_without_connect")]
    [InlineData("POST http://{O}/ HTTP/1.1\r\nHost: {O}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unsupported_transfer_coding")]
    [InlineData("GET http://{O}/ HTTP/2.0\r\nHost: {O}\r\n\r\n", 505, "unsupported_version")]
    public async Task RefusedRequest_IsAnsweredReportedAndReachesNobody(string request, int status, string code)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(request.Replace("{O}", origin.Authority, StringComparison.Ordinal));
        AssertErrorAnswer(await client.ReadResponseAsync(), status);
        Assert.Equal("", await client.ReadToEndAsync());
        ProxyError error = await proxy.ErrorAsync(code);
        Assert.Equal("127.0.0.1", error.ClientIP);
        Assert.NotEqual("", error.Message);
        Assert.Equal("", origin.Received);
    }

    [Theory]
    [InlineData("X-A: ", 70_000)]
    [InlineData("", 70_000)]
    public async Task RequestHeadOverTheLimit_Is400(string name, int length)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n{name}{new string('a', length)}");
        AssertErrorAnswer(await client.ReadResponseAsync(), 400);
        await proxy.ErrorAsync("request_headers_too_large");
    }

    [Fact]
    public async Task MaxHeaderBytes_IsTheLimitExactly()
    {
        const int Limit = 2048;
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.MaxHeaderBytes = Limit);
        string start = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nX-A: ";
        string fitting = start + new string('a', Limit - start.Length - 4) + "\r\n\r\n";
        Assert.Equal(200, (await proxy.ExchangeAsync(fitting)).Status);
        Assert.Equal(400, (await proxy.ExchangeAsync(fitting.Replace("aaa", "aaaa", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task ClosedPort_IsReportedWithItsTarget()
    {
        int port = RawOrigin.ClosedPort();
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        AssertErrorAnswer(await proxy.ExchangeAsync($"GET http://127.0.0.1:{port}/a HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), 502);
        ProxyError error = await proxy.ErrorAsync("upstream_connect_failed");
        Assert.Equal(("connect_pending", "127.0.0.1", port), (error.Phase, error.TargetHost, error.TargetPort));
        Assert.Equal(("GET", $"http://127.0.0.1:{port}/a"), (error.Method, error.Url));
        Assert.NotNull(error.Error);
    }

    [Theory]
    [InlineData("GET http://no-such-name.invalid/ HTTP/1.1\r\nHost: no-such-name.invalid\r\n\r\n")]
    [InlineData("CONNECT no-such-name.invalid:443 HTTP/1.1\r\nHost: no-such-name.invalid:443\r\n\r\n")]
    public async Task NameThatDoesNotResolve_IsReported(string request)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        AssertErrorAnswer(await proxy.ExchangeAsync(request), 502);
        Assert.Equal("connect_pending", (await proxy.ErrorAsync("dns_failed")).Phase);
    }

    [Fact]
    public async Task RequestToTheProxyItself_IsReported()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        AssertErrorAnswer(await proxy.ExchangeAsync($"CONNECT {proxy.Authority} HTTP/1.1\r\nHost: {proxy.Authority}\r\n\r\n"), 508);
        await proxy.ErrorAsync("loop_detected");
    }

    [Theory]
    [InlineData("", "upstream_read_failed")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A", "upstream_read_failed")]
    [InlineData("NOT HTTP AT ALL\r\n\r\n", "malformed_response")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", "malformed_response")]
    public async Task OriginWithoutAProperResponse_Is502(string response, string code)
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce(response);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        AssertErrorAnswer(await proxy.ExchangeAsync(Get(origin)), 502);
        await proxy.ErrorAsync(code);
        Assert.Equal(code, (await proxy.FlowAsync()).ErrorCode);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "upstream_read_failed")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n", "malformed_response_body")]
    public async Task ResponseBodyThatBreaks_IsReportedAndTheFlowKeepsTheHead(string response, string code)
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce(response);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        RawMessage seen = await client.ReadResponseAsync();
        Assert.False(seen.IsComplete);
        Assert.Equal("streaming_body", (await proxy.ErrorAsync(code)).Phase);
        Flow flow = await proxy.FlowAsync();
        Assert.Equal(code, flow.ErrorCode);
        Assert.Equal(200, flow.Response?.Status);
    }

    [Fact]
    public async Task ResponseHeadOverTheLimit_IsForwardedRawAndReported()
    {
        string response = "HTTP/1.1 200 OK\r\nX-A: " + new string('a', 200_000) + "\r\nContent-Length: 2\r\n\r\nok";
        await using RawOrigin origin = RawOrigin.AnsweringOnce(response);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        Assert.Equal(response, await client.ReadToEndAsync());
        await proxy.ErrorAsync("response_headers_too_large");
    }

    [Fact]
    public async Task ChunkedRequestBodyThatBreaks_IsReported()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n");
        string answer = await client.ReadToEndAsync();
        Assert.DoesNotContain(" 200 ", answer, StringComparison.Ordinal);
        await proxy.ErrorAsync("malformed_request_body");
        Assert.Empty(origin.Requests);
    }

    private static void AssertErrorAnswer(RawMessage answer, int status)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("close", answer.Value("Connection"));
        Assert.StartsWith("text/plain", answer.Value("Content-Type"), StringComparison.Ordinal);
        Assert.NotNull(answer.Value("Content-Length"));
        Assert.True(answer.IsComplete);
        Assert.NotEqual("", answer.Body);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
}
