using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What the options for heads, Strictness and MaxHeaderFields, do on the wire.</summary>
public sealed class StrictnessTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task LenientRequest_ReachesTheOriginInStrictForm_AndTheFlowAsItCame()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Strictness = Strictness.Lenient);
        string request = $"POST http://{origin.Authority}/x HTTP/1.1\nHost: {origin.Authority}\nX-A: a\u0001b\nContent-Length: 3\n\na\nb";
        Assert.Equal("ok", (await proxy.ExchangeAsync(request)).Body);
        Assert.Equal($"POST /x HTTP/1.1\r\nHost: {origin.Authority}\r\nX-A: a b\r\nContent-Length: 3\r\n\r\na\nb", origin.Received);
        Assert.Equal(request[..^3], (await proxy.FlowAsync()).Request.Raw);
    }

    [Fact]
    public async Task CredentialsInALenientRequest_AreNotInTheFlow()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Strictness = Strictness.Lenient);
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/x HTTP/1.1\nX-A: b\r\nProxy-Authorization: \tBasic c2VjcmV0 \nHost: {origin.Authority}\nPROXY-AUTHORIZATION:eA==\n\n");
        Assert.Equal(
            $"GET http://{origin.Authority}/x HTTP/1.1\nX-A: b\r\nProxy-Authorization: \t*** \nHost: {origin.Authority}\nPROXY-AUTHORIZATION:***\n\n",
            (await proxy.FlowAsync()).Request.Raw);
    }

    [Fact]
    public async Task LenientResponse_ReachesTheClientInStrictForm_AndTheFlowAsItCame()
    {
        const string Head = "HTTP/1.1 200 OK\nX-A: a\n  b\nContent-Length: 2\n\n";
        await using RawOrigin origin = RawOrigin.Answering(Head + "ok");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Strictness = Strictness.Lenient);
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await client.ReadResponseAsync();
        Assert.Equal("HTTP/1.1 200 OK\r\nX-A: a b\r\nContent-Length: 2\r\n\r\nok", client.Received);
        Assert.Equal((Head, "a b"), ((await proxy.FlowAsync()).Response!.Raw, (await proxy.FlowAsync()).Response!.Headers["X-A"]));
    }

    [Theory]
    [InlineData("GET http://{O}/ HTTP/1.1\nHost: {O}\n\n", 400, "(option Strictness)")]
    [InlineData("POST http://{O}/ HTTP/1.1\r\nHost: {O}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400, "malformed_request")]
    public async Task StrictRefusal_SaysWhatTakesIt(string request, int status, string says)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage answer = await proxy.ExchangeAsync(request.Replace("{O}", origin.Authority, StringComparison.Ordinal));
        Assert.Equal(status, answer.Status);
        Assert.Contains(says, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST http://{O}/ HTTP/1.1\nHost: {O}\nTransfer-Encoding: chunked\nContent-Length: 5\n\n0\r\n\r\n")]
    [InlineData("POST http://{O}/ HTTP/1.1\nHost: {O}\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n")]
    [InlineData("POST http://{O}/ HTTP/1.1\nHost: {O}\nContent-Length : 5\n\nhello")]
    [InlineData("POST http://{O}/ HTTP/1.1\nHost: {O}\nX-A: b\n Content-Length: 5\n\nhello")]
    public async Task DoubtfulFraming_IsRefusedLenientlyToo(string request)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Strictness = Strictness.Lenient);
        Assert.Equal(400, (await proxy.ExchangeAsync(request.Replace("{O}", origin.Authority, StringComparison.Ordinal))).Status);
        Assert.DoesNotContain(origin.Requests, message => message.IsComplete);
    }

    [Fact]
    public async Task MaxHeaderFields_IsTheLimitExactly()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.MaxHeaderFields = 20);
        string Request(int count) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", count - 1))}\r\n";
        Assert.Equal(200, (await proxy.ExchangeAsync(Request(20))).Status);
        RawMessage refused = await proxy.ExchangeAsync(Request(21));
        Assert.Equal(400, refused.Status);
        Assert.StartsWith("request_headers_too_large", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResponseWithMoreFieldsThanTheLimit_BecomesA502()
    {
        await using RawOrigin origin = RawOrigin.Answering($"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", 1001))}Content-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage answer = await proxy.ExchangeAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(502, answer.Status);
        Assert.StartsWith("malformed_response", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", 502, null, null)]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 200, null, "chunked")]
    public async Task AnswerToHead_IsHeldToTheRulesOfFraming(string fields, int status, string? length, string? coding)
    {
        await using RawOrigin origin = RawOrigin.Answering($"HTTP/1.1 200 OK\r\n{fields}\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"HEAD http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        RawMessage? answer = await client.TryReadResponseAsync("HEAD");
        Assert.Equal(status, answer!.Status);
        Assert.Equal(coding, answer.Value("Transfer-Encoding"));
        Assert.True(status == 502 || answer.Value("Content-Length") == length);
    }
}
