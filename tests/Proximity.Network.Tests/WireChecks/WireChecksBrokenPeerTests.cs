using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WireChecks;

/// <summary>What the client sees when a peer is broken, default options unless a test says otherwise.</summary>
public sealed class WireChecksBrokenPeerTests
{
    [Theory] // 23
    [InlineData(false)]
    [InlineData(true)]
    public async Task OriginThatDiesInsideAContentLengthBody_LeavesTheClientShort(bool reset)
        => Assert.StartsWith(await RestAfterDeathAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", reset), "hello", StringComparison.Ordinal);

    [Theory] // 24
    [InlineData(false)]
    [InlineData(true)]
    public async Task OriginThatDiesInsideAChunkedBody_LeavesTheClientWithoutAFinalChunk(bool reset)
        => Assert.StartsWith(await RestAfterDeathAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", reset), "5\r\nhello\r\n", StringComparison.Ordinal);

    [Fact] // 25
    public async Task OriginThatClosesWithoutAWord_Is502()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("");
        Assert.Equal(502, await StatusOfGetAsync(origin.Authority));
    }

    [Fact] // 26
    public async Task ResponseWithTwoDifferentContentLengths_Is502()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
        Assert.Equal(502, await StatusOfGetAsync(origin.Authority));
    }

    [Fact] // 27
    public async Task ClosedPort_Is502()
        => Assert.Equal(502, await StatusOfGetAsync($"127.0.0.1:{RawOrigin.ClosedPort()}"));

    [Fact] // 28
    public async Task ConnectToAClosedPort_Is502()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string authority = $"127.0.0.1:{RawOrigin.ClosedPort()}";
        Assert.Equal(502, (await proxy.ExchangeAsync($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n")).Status);
    }

    [Fact] // 29
    public async Task NameThatDoesNotResolve_Is502()
        => Assert.Equal(502, await StatusOfGetAsync("no-such-name.invalid"));

    [Fact] // 30
    public async Task Garbage_Is400()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync("\u0001\u0002garbage\r\n\r\n");
        Assert.Equal(400, (await client.ReadResponseAsync()).Status);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact] // 31
    public async Task UnfinishedHead_IsGivenUpWith408()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Timeout = TimeSpan.FromMilliseconds(300));
        await using RawPeer client = await proxy.SendAsync("GET http://127.0.0.1/ HTTP/1.1\r\nHos");
        Assert.Equal(408, (await client.ReadResponseAsync()).Status);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    /// <summary>What the client gets after the head, to the end, when the origin dies once the head has arrived.</summary>
    private static async Task<string> RestAfterDeathAsync(string start, bool reset)
    {
        var headArrived = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(start);
            await headArrived.Task;
            if (reset)
            {
                peer.Reset();
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        headArrived.SetResult();
        return await client.ReadToEndAsync();
    }

    private static async Task<int> StatusOfGetAsync(string authority)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage answer = await proxy.ExchangeAsync($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        Assert.Equal("close", answer.Value("Connection"));
        Assert.NotEqual("", answer.Body);
        Assert.True(answer.IsComplete);
        return answer.Status;
    }
}
