using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Protocol.Faults;

namespace Proximity.Tests.Server;

/// <summary>What the proxy says itself: when, that nobody keeps it, and in the answer to a CONNECT why.</summary>
public class OwnAnswerTests
{
    private const string Fields = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nCache-Control: no-store\r\n";

    [Theory]
    [InlineData("BAD\r\n\r\n", "400 Bad Request")]
    [InlineData("GET https://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n", "501 Not Implemented")]
    [InlineData("GET http://no.invalid/ HTTP/1.1\r\nHost: no.invalid\r\n\r\n", "502 Bad Gateway")]
    [InlineData("OPTIONS http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n", "200 OK")]
    [InlineData("TRACE http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n", "200 OK")]
    public async Task OwnAnswer_SaysWhenItWasMade_AndThatNobodyKeepsIt(string request, string status)
    {
        await using Harness harness = await Harness.StartAsync(options => options.TimeProvider = Clock());
        Assert.StartsWith($"HTTP/1.1 {status}\r\n{Fields}", await harness.ExchangeAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no.invalid:443", "502 Name does not resolve")]
    [InlineData("closed.test:1", "502 Target cannot be reached")]
    [InlineData("nowhere", "400 Target is not host:port")]
    [InlineData("origin.test:25", "403 Target is not allowed")]
    [InlineData("own.test:20001", "508 Target is this proxy itself")]
    public async Task FailedConnect_SaysItsCauseInTheStatusLine(string target, string status)
    {
        await using Harness harness = await Harness.StartAsync(options => options.ConnectPorts = ["443", "1", "20001"]);
        string answer = await harness.ExchangeAsync($"CONNECT {target} HTTP/1.1\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", answer, StringComparison.Ordinal);
    }

    /// <summary>RFC 3986 §3.2.2: without brackets nobody could tell where the address ends.</summary>
    [Theory]
    [InlineData("[2001:db8::9]:1", "The origin [2001:db8::9]:1 cannot be reached: connection refused.", "all")]
    [InlineData("[::1]:20001", "[::1]:20001 is this proxy itself.", "all")]
    [InlineData("[2001:db8::9]:1", "[2001:db8::9]:1 may not be reached through this proxy", "origin.test")]
    public async Task IPv6Target_StandsInBracketsInTheAnswer(string target, string words, string allowed)
    {
        await using Harness harness = await Harness.StartAsync(options => options.AllowTargets = [allowed]);
        string answer = await harness.ExchangeAsync($"CONNECT {target} HTTP/1.1\r\n\r\n");
        Assert.Contains(words, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "The origin closed.test:1 cannot be reached: connection refused.")]
    [InlineData("parent.test:1", "The upstream proxy parent.test:1 cannot be reached: connection refused.")]
    public async Task ConnectionThatIsRefused_SaysSo(string? upstream, string words)
    {
        await using Harness harness = await Harness.StartAsync(options => options.UpstreamProxy = upstream);
        string seen = await harness.ExchangeAsync("GET http://closed.test:1/ HTTP/1.1\r\nHost: closed.test:1\r\n\r\n");
        Assert.Contains("Proxy-Status: proximity; error=connection_refused; ", seen, StringComparison.Ordinal);
        Assert.Contains(words, seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", "502 Upstream proxy wants other credentials")]
    [InlineData("HTTP/1.1 403 secret\r\nContent-Length: 0\r\n\r\n", "502 Upstream proxy refuses the tunnel")]
    public async Task ConnectThatTheUpstreamProxyRefuses_SaysSo(string answer, string status)
    {
        await using Harness harness = await Harness.StartAsync(options => options.UpstreamProxy = "http://user:hunter2@parent.test:20000", answer);
        string seen = await harness.ExchangeAsync("CONNECT origin.test:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", seen, StringComparison.Ordinal);
        Assert.Contains("upstream_proxy_connect_failed", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Proxy-Authenticate", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parent.test:20000", ErrorCodes.UpstreamProxyAuthenticationRequired, "option UpstreamProxy")]
    [InlineData(null, ErrorCodes.MalformedResponse, "for proxies only")]
    public async Task ChallengeOfTheNextHop_DoesNotReachTheClientAsA407(string? upstream, string code, string words)
    {
        await using Harness harness = await Harness.StartAsync(
            options => options.UpstreamProxy = upstream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nContent-Length: 2\r\n\r\nno");
        string seen = await harness.GetAsync();
        await harness.SettleAsync();
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", seen, StringComparison.Ordinal);
        Assert.Contains(words, seen, StringComparison.Ordinal);
        Assert.Equal(code, Assert.Single(harness.Errors).Code);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    /// <summary>Nothing of a response that the proxy's answer replaces reached the client.</summary>
    [Theory]
    [InlineData("HTTP/1.1 407 No\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: odd\r\nContent-Length: x\r\n\r\nno")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\n\r\nBAD\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nContent-Type: text/html\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")]
    public async Task ReplacedResponse_IsNotTheFlows(string response)
    {
        await using Harness harness = await Harness.StartAsync(answer: response);
        Assert.Contains("HTTP/1.1 502 Bad Gateway\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Completed);
        Assert.Equal((502, ErrorCodes.MalformedResponse), (flow.AnsweredStatus, flow.ErrorCode));
        Assert.Null(flow.Response);
    }

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:20001\r\n", true)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: proxy.test:20001\r\n", true)]
    [InlineData("OPTIONS http://127.0.0.1:20001 HTTP/1.1\r\nHost: 127.0.0.1:20001\r\n", true)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: origin.test:20000\r\n", false)]
    [InlineData("OPTIONS /x HTTP/1.1\r\nHost: origin.test:20000\r\n", false)]
    public async Task OptionsForTheProxyItself_AreAnsweredByIt(string request, bool isOwn)
    {
        await using Harness harness = await Harness.StartAsync();
        string seen = await harness.ExchangeAsync(request + "Connection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", seen, StringComparison.Ordinal);
        Assert.Equal(isOwn, harness.OriginSaw.IsEmpty);
        Assert.Equal(isOwn, seen.Contains("Content-Length: 0\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OptionsForAPathOfTheProxyItself_AreALoop()
    {
        await using Harness harness = await Harness.StartAsync();
        Assert.StartsWith("HTTP/1.1 508 ", await harness.ExchangeAsync("OPTIONS /x HTTP/1.1\r\nHost: 127.0.0.1:20001\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, Harness.Ok, "HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\n")]
    [InlineData(true, Harness.Ok, "HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n")]
    [InlineData(true, "HTTP/1.1 200 OK\r\ndate: yesterday\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\ndate: yesterday\r\nContent-Length: 2\r\nConnection")]
    [InlineData(true, "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nDate: a\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nDate: a\r\nContent-Length: 2\r\nConnection")]
    public async Task DateIsAdded_WhereItIsMissingAndWanted(bool isWanted, string response, string start)
    {
        await using Harness harness = await Harness.StartAsync(options => (options.AddDate, options.TimeProvider) = (isWanted, Clock()), response);
        Assert.StartsWith(start, await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_000, 1_000_000, 1_000)]
    [InlineData(1_000_100, 1_000_000, 0)]
    [InlineData(4_000, 0, 0)]
    [InlineData(8_000_000, 1_048_576, 0)]
    public async Task ResponseHeadThatIsTooLong_IsForwardedRawUpToALimit_Then502(int fieldBytes, int limit, int bodyBytes)
    {
        string response = $"HTTP/1.1 200 OK\r\nX-Long: {new string('a', fieldBytes)}\r\nContent-Length: {bodyBytes}\r\nConnection: close\r\n\r\n{new string('b', bodyBytes)}";
        await using Harness harness = await Harness.StartAsync(
            options => (options.MaxHeaderBytes, options.MaxRawResponseHeaderBytes, options.Timeout) = (2048, limit, TimeSpan.FromSeconds(3)), response);
        Task<string> answer = harness.GetAsync();
        if (bodyBytes == 0)
        {
            Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", await answer, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith(response, await answer, StringComparison.Ordinal);
        }

        await harness.SettleAsync();
        Assert.Equal(ErrorCodes.ResponseHeadersTooLarge, harness.Errors.First().Code);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.Zero));
}
