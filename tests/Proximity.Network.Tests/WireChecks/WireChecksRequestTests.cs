using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WireChecks;

/// <summary>What the origin sees of a request, default options.</summary>
public sealed class WireChecksRequestTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact] // 1
    public async Task ProxyAuthorization_DoesNotReachTheOrigin()
        => Assert.DoesNotContain("Proxy-Authorization", await ForwardedAsync("Proxy-Authorization: Basic eDp5\r\n"), StringComparison.OrdinalIgnoreCase);

    [Fact] // 2
    public async Task ProxyConnection_DoesNotReachTheOrigin()
        => Assert.DoesNotContain("Proxy-Connection", await ForwardedAsync("Proxy-Connection: keep-alive\r\n"), StringComparison.OrdinalIgnoreCase);

    [Fact] // 3
    public async Task FieldNamedInConnection_DoesNotReachTheOrigin()
    {
        string head = await ForwardedAsync("Connection: X-Private, keep-alive\r\nX-Private: 1\r\nX-Public: 2\r\n");
        Assert.DoesNotContain("X-Private", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Public: 2\r\n", head, StringComparison.Ordinal);
    }

    [Fact] // 4
    public async Task KeepAlive_DoesNotReachTheOrigin()
        => Assert.DoesNotContain("Keep-Alive:", await ForwardedAsync("Keep-Alive: timeout=5\r\n"), StringComparison.OrdinalIgnoreCase);

    [Fact] // 5
    public async Task Via_IsNotAdded()
        => Assert.DoesNotContain("Via:", await ForwardedAsync(""), StringComparison.OrdinalIgnoreCase);

    [Fact] // 6
    public async Task Forwarded_IsNotAdded()
        => Assert.DoesNotContain("Forwarded", await ForwardedAsync(""), StringComparison.OrdinalIgnoreCase);

    [Fact] // 7
    public async Task Fields_KeepTheirCaseOrderSpacingAndDuplicates()
    {
        const string Fields = "X-oNe:  two spaces\r\nAccept: a/b\r\nX-Dup: 1\r\nx-dup:2\r\nX-Tab:\tt \r\nX-Dup: 3\r\n";
        Assert.Contains(Fields, await ForwardedAsync(Fields), StringComparison.Ordinal);
    }

    [Fact] // 8
    public async Task Target_GoesOutInOriginFormByteForByte()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/%7ea/..//b;c?d=%20&e=~|f HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal("GET /%7ea/..//b;c?d=%20&e=~|f HTTP/1.1", Assert.Single(origin.Requests).StartLine);
    }

    [Fact] // 9
    public async Task HostThatDisagreesWithTheTarget_IsReplacedByTheTargets()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: elsewhere.invalid\r\n\r\n");
        Assert.Equal([origin.Authority], Assert.Single(origin.Requests).Values("Host"));
    }

    [Fact] // 10
    public async Task NonAsciiBytesInAValue_ArriveUnchanged()
        => Assert.Contains("X-A: caf\u00c3\u00a9 \u00e9\u00ff\u0080\r\n", await ForwardedAsync("X-A: caf\u00c3\u00a9 \u00e9\u00ff\u0080\r\n"), StringComparison.Ordinal);

    [Fact] // 11
    public async Task ExpectContinue_ReachesTheOriginAndIsAnsweredByItAlone()
    {
        var seen = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadHeadAsync();
            seen.SetResult();
            await answer.Task;
            await peer.SendAsync("HTTP/1.1 100 Continue\r\nX-From: origin\r\n\r\n");
            await peer.ReadAsync(5);
            await peer.SendAsync(Ok);
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        await seen.Task.WithinStep();
        Assert.Contains("Expect: 100-continue\r\n", origin.Received, StringComparison.Ordinal);
        answer.SetResult();
        Assert.Equal("HTTP/1.1 100 Continue\r\nX-From: origin\r\n\r\n", (await client.ReadResponseAsync()).Head);
        await client.SendAsync("hello");
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        Assert.EndsWith("\r\n\r\nhello", origin.Received, StringComparison.Ordinal);
    }

    [Fact] // 12
    public async Task RequestTrailers_Arrive()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 12\r\n\r\n");
        RawMessage request = Assert.Single(origin.Requests);
        Assert.Equal("hello", request.Body);
        Assert.Equal("X-Sum: 12\r\n", request.Trailers);
    }

    private static async Task<string> ForwardedAsync(string fields)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage response = await proxy.ExchangeAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n{fields}\r\n");
        Assert.Equal(200, response.Status);
        return Assert.Single(origin.Requests).Head;
    }
}
