using Microsoft.Extensions.Time.Testing;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Silence, and what becomes of it.</summary>
[Collection(TimingGroup.Name)]
public sealed class TimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(600);

    [Theory]
    [InlineData("GET http://127.0.0.1/ HT")]
    [InlineData("GET http://127.0.0.1/ HTTP/1.1\r\nHost: a\r\n")]
    public async Task SilenceInsideTheHead_Is408(string start)
    {
        await using RunningProxy proxy = await StartAsync();
        await using RawPeer client = await proxy.SendAsync(start);
        RawMessage answer = await client.ReadResponseAsync();
        Assert.Equal(408, answer.Status);
        Assert.Equal("close", answer.Value("Connection"));
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("reading_headers", (await proxy.ErrorAsync("connection_timeout")).Phase);
    }

    [Fact]
    public async Task SilenceOfTheOriginBeforeItsResponse_Is504()
    {
        var over = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(_ => over.Task);
        await using RunningProxy proxy = await StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        RawMessage answer = await client.ReadResponseAsync();
        Assert.Equal(504, answer.Status);
        Assert.Equal("close", answer.Value("Connection"));
        ProxyError error = await proxy.ErrorAsync("connection_timeout");
        Assert.NotNull(error.Phase);
        Assert.Equal("connection_timeout", (await proxy.FlowAsync()).ErrorCode);
        over.SetResult();
    }

    [Fact]
    public async Task SilenceInsideTheResponseBody_ClosesWithoutAnAnswer()
    {
        var over = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            await over.Task;
        });
        await using RunningProxy proxy = await StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("hello", await client.ReadToEndAsync());
        Assert.Equal("streaming_body", (await proxy.ErrorAsync("connection_timeout")).Phase);
        over.SetResult();
    }

    [Fact]
    public async Task SilenceOfTheClientInsideItsBody_EndsTheExchange()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 10\r\n\r\nhello");
        string answer = await client.ReadToEndAsync();
        Assert.DoesNotContain(" 200 ", answer, StringComparison.Ordinal);
        await proxy.ErrorAsync("connection_timeout");
        Assert.Empty(origin.Requests);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nhello", 408)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello", 408)]
    [InlineData("Expect: 100-continue\r\nContent-Length: 10\r\n\r\n", 504)]
    [InlineData("Expect: 100-continue\r\nContent-Length: 10\r\n\r\nhello", 408)]
    [InlineData("Content-Length: 5\r\n\r\nhello", 504)]
    public async Task SilenceBeforeTheResponse_IsAnsweredByWhoseTurnItIs(string rest, int status)
    {
        var over = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(_ => over.Task);
        await using RunningProxy proxy = await StartAsync();
        RawMessage answer = await proxy.ExchangeAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n{rest}");
        Assert.Equal(status, answer.Status);
        Assert.StartsWith("connection_timeout", answer.Body, StringComparison.Ordinal);
        over.SetResult();
    }

    [Fact]
    public async Task SilenceInATunnel_ClosesItsBothEnds()
    {
        var originSawTheEnd = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadToEndAsync();
            originSawTheEnd.SetResult();
        });
        await using RunningProxy proxy = await StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal("", await client.ReadToEndAsync());
        await originSawTheEnd.Task.WithinStep();
        Assert.Equal("tunnelling", (await proxy.ErrorAsync("connection_timeout")).Phase);
    }

    [Fact]
    public async Task ProgressInOneDirection_KeepsATunnelOpen()
    {
        var time = new FakeTimeProvider();
        await using RawOrigin origin = RawOrigin.Start(peer => peer.ReadToEndAsync());
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => (options.Timeout, options.TimeProvider) = (Short, time));
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        RawPeer end = await origin.ConnectionAsync(0);
        for (int beat = 1; beat <= 10; beat++)
        {
            await client.SendAsync("beat");
            await Eventually.HoldsAsync(() => end.Received.Length == 4 * beat, () => end.Received);
            time.Advance(Short * 0.75);
        }

        client.ShutdownSend();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(40, origin.Received.Length);
        Assert.Empty(proxy.Errors.Items);
    }

    [Fact]
    public async Task ResponseThatDripsWithinTheLimit_IsNotCutOff()
    {
        var time = new FakeTimeProvider();
        using var next = new SemaphoreSlim(0);
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            for (int drop = 0; drop < 10; drop++)
            {
                await next.WaitAsync();
                await peer.SendAsync("x");
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => (options.Timeout, options.TimeProvider) = (Short, time));
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadUntilAsync("\r\n\r\n");
        for (int drop = 0; drop < 10; drop++)
        {
            time.Advance(Short * 0.75);
            next.Release();
            Assert.Equal("x", await client.ReadAsync(1));
        }
    }

    [Fact]
    public async Task IdlePersistentClient_IsClosedWithoutAWord()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, proxy.Server.Flows.Count(flow => flow.ErrorCode is not null));
    }

    [Fact]
    public async Task UpstreamProxySilentAfterConnect_Is504()
    {
        var over = new TaskCompletionSource();
        await using RawOrigin upstream = RawOrigin.Start(_ => over.Task);
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.Timeout = Short;
            options.UpstreamProxy = upstream.Authority;
        });
        RawMessage answer = await proxy.ExchangeAsync("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n");
        Assert.Equal(504, answer.Status);
        Assert.Equal("connect_pending", (await proxy.ErrorAsync("connection_timeout")).Phase);
        over.SetResult();
    }

    [Fact]
    public async Task TimeoutOfZero_NeverExpires()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Timeout = TimeSpan.Zero);
        await using RawPeer client = await proxy.SendAsync("GET ");
        await Task.Delay(Short, TimeProvider.System);
        await client.SendAsync(Get(origin)[4..]);
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";

    private static Task<RunningProxy> StartAsync() => RunningProxy.StartAsync(options => options.Timeout = Short);
}
