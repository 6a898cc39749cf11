using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.WireChecks;

/// <summary>What the client sees of a response, default options.</summary>
public sealed class WireChecksResponseTests
{
    [Fact] // 13
    public async Task FirstServerSentEvent_ArrivesWhenItIsSent()
    {
        var clientHasIt = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nd\r\ndata: first\n\n\r\n");
            await clientHasIt.Task;
            await peer.SendAsync("e\r\ndata: second\n\n\r\n0\r\n\r\n");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadUntilAsync("data: first\n\n");
        clientHasIt.SetResult();
        await client.ReadUntilAsync("data: second\n\n");
    }

    [Fact] // 14
    public async Task SlowContentLengthBody_ArrivesAsItDrips()
    {
        var seen = new SemaphoreSlim(0);
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
            foreach (char drop in "drip")
            {
                await peer.SendAsync(drop.ToString());
                await seen.WaitAsync();
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadHeadAsync();
        foreach (char drop in "drip")
        {
            Assert.Equal(drop.ToString(), await client.ReadAsync(1));
            seen.Release();
        }
    }

    [Fact] // 15
    public async Task TwoSetCookieLines_StayTwo()
        => Assert.Equal(["a=1", "b=2"], (await AnsweredAsync("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n")).Values("Set-Cookie"));

    [Fact] // 16
    public async Task TwoCacheControlLines_StayTwo()
        => Assert.Equal(["no-store", "private"], (await AnsweredAsync("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nCache-Control: private\r\nContent-Length: 0\r\n\r\n")).Values("Cache-Control"));

    [Fact] // 17
    public async Task FieldCaseAndReason_AreKept()
    {
        RawMessage response = await AnsweredAsync("HTTP/1.1 299 Quite  Fine, really\r\nx-LoUd:  V\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal("HTTP/1.1 299 Quite  Fine, really", response.StartLine);
        Assert.Contains("x-LoUd:  V", response.FieldLines);
    }

    [Fact] // 18
    public async Task EarlyHints_ArriveWithTheirFieldsBeforeTheResponse()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        RawMessage hints = await client.ReadResponseAsync();
        RawMessage response = await client.ReadResponseAsync();
        Assert.Equal("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n", hints.Head);
        Assert.Equal("ok", response.Body);
    }

    [Fact] // 19
    public async Task ResponseTrailers_Arrive()
    {
        RawMessage response = await AnsweredAsync("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 12\r\n\r\n");
        Assert.Equal("hello", response.Body);
        Assert.Equal("X-Sum: 12\r\n", response.Trailers);
    }

    [Fact] // 20
    public async Task NoContent_CarriesNeitherBodyNorTransferEncoding()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n");
        RawMessage response = await client.ReadResponseAsync();
        Assert.Equal(204, response.Status);
        Assert.Null(response.Value("Transfer-Encoding"));
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact] // 21
    public async Task Response_HasNothingAdded()
    {
        const string Response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\n";
        Assert.Equal(Response, (await AnsweredAsync(Response + "ok")).Head);
    }

    [Fact] // 22
    public async Task HopByHopFieldsOfTheOrigin_DoNotArrive()
    {
        RawMessage response = await AnsweredAsync("HTTP/1.1 200 OK\r\nConnection: X-Private\r\nX-Private: 1\r\nProxy-Authenticate: Basic realm=x\r\nX-Public: 2\r\nContent-Length: 0\r\n\r\n");
        Assert.DoesNotContain("X-Private", response.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Proxy-Authenticate", response.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("2", response.Value("X-Public"));
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";

    private static async Task<RawMessage> AnsweredAsync(string response)
    {
        await using RawOrigin origin = RawOrigin.Answering(response);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        return await proxy.ExchangeAsync(Get(origin));
    }
}
