using Proximity.Network.Tests.Fixtures;
using Proximity.Tests.Exchanges;

namespace Proximity.Network.Tests;

/// <summary>Bodies and tunnels as they flow.</summary>
public sealed class StreamingTests : IClassFixture<NoUnobservedTask>
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const long OneGibibyte = 1L << 30;
    private const long SocketBuffersAndSome = 128 * 1024 * 1024;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData("Content-Length: 1073741824")]
    [InlineData("Connection: close")]
    public async Task ClientThatDoesNotRead_HoldsTheOrigin(string framing)
    {
        long written = 0;
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n");
            await PourAsync(peer, count => Interlocked.Add(ref written, count));
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadHeadAsync();
        long held = await Eventually.SettlesAsync(() => Interlocked.Read(ref written), Quiet);
        Assert.InRange(held, 1, SocketBuffersAndSome);
    }

    [Fact]
    public async Task OriginThatDoesNotRead_HoldsTheClient()
    {
        long written = 0;
        var over = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadHeadAsync();
            await over.Task;
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"PUT http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: {OneGibibyte}\r\n\r\n");
        Task pouring = PourAsync(client, count => Interlocked.Add(ref written, count));
        await origin.ConnectionAsync(0);
        long held = await Eventually.SettlesAsync(() => Interlocked.Read(ref written), Quiet);
        Assert.InRange(held, 1, SocketBuffersAndSome);
        over.SetResult();
        await client.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => pouring.WithinStep());
    }

    [Fact]
    public async Task TunnelWhoseClientDoesNotRead_HoldsTheOrigin()
    {
        long written = 0;
        await using RawOrigin origin = RawOrigin.Start(peer => PourAsync(peer, count => Interlocked.Add(ref written, count)));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        await origin.ConnectionAsync(0);
        long held = await Eventually.SettlesAsync(() => Interlocked.Read(ref written), Quiet);
        Assert.InRange(held, 1, SocketBuffersAndSome);
    }

    [Fact]
    public async Task ResponseBeforeTheRequestBodyEnds_ArrivesAtOnceAndTheBodyGoesOn()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadUntilAsync("\r\n\r\nhe");
            await peer.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n");
            await peer.ReadUntilAsync("llo");
            await peer.SendAsync("4\r\nlate\r\n0\r\n\r\n");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 5\r\n\r\nhe");
        await client.ReadUntilAsync("early\r\n");
        await client.SendAsync("llo");
        await client.ReadUntilAsync("late\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task FinalResponseThatRefusesTheBody_IsDeliveredWhileTheClientStillSends()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"PUT http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 100000\r\n\r\nstart");
        RawMessage response = await client.ReadResponseAsync();
        Assert.Equal(413, response.Status);
        Assert.Equal("no", response.Body);
    }

    [Fact]
    public async Task ClientThatHalfClosesAfterItsRequest_StillGetsTheResponse()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        client.ShutdownSend();
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.False(client.WasReset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n")]
    public async Task ClientThatAsksForTheClose_GetsItBehindTheResponse_WhateverItHasSentBehindTheRequest(string behind)
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n{behind}");
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.False(client.WasReset);
        Assert.Single(origin.Requests);
    }

    /// <summary>About as many responses as the sockets hold: in one of these the last finds too little room, and the end of the requests comes while it waits.</summary>
    [Fact]
    public async Task ClientThatHalfClosesBehindManyRequests_GetsEveryResponse_HoweverLateItReads()
    {
        long answered = 0;
        string answer = $"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Fill: {new string('x', 3000)}\r\n\r\n";
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            while (await peer.ReadRequestAsync() is not null)
            {
                Interlocked.Increment(ref answered);
                await peer.SendAsync(answer);
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer stalled = await proxy.SendAsync(string.Concat(Enumerable.Repeat(Get(origin), 10_000)));
        int held = (int)await Eventually.SettlesAsync(() => Interlocked.Read(ref answered), Quiet);
        Assert.InRange(held, 10, 9_999);
        for (int count = held - 4; count <= held + 1; count++)
        {
            await using RawPeer client = await proxy.SendAsync(string.Concat(Enumerable.Repeat(Get(origin), count)));
            await Eventually.SettlesAsync(() => Interlocked.Read(ref answered), Quiet);
            client.ShutdownSend();
            await Task.Delay(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);
            string received = await client.ReadToEndAsync();
            Assert.False(client.WasReset);
            Assert.Equal(count, received.Split("HTTP/1.1 200 OK").Length - 1);
            Assert.EndsWith("\r\n\r\n", received, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ManyPipelinedRequestsInOneWrite_AreAnsweredInOrder()
    {
        const int Count = 50;
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            while (await peer.ReadRequestAsync() is { } request)
            {
                string body = request.Target + request.Body;
                await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(number =>
            $"POST http://{origin.Authority}/{number} HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 3\r\n\r\nabc")));
        for (int number = 0; number < Count; number++)
        {
            Assert.Equal($"/{number}abc", (await client.ReadResponseAsync()).Body);
        }
    }

    [Fact]
    public async Task BytesTogetherWithTheConnectHead_ReachTheTargetInOrder()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadUntilAsync("firstsecond");
            await peer.SendAsync("got both");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"CONNECT {origin.Authority} HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\nfirst");
        Assert.Equal(200, (await client.ReadResponseAsync("CONNECT")).Status);
        await client.SendAsync("second");
        Assert.Equal("got both", await client.ReadToEndAsync());
        Assert.Equal("firstsecond", origin.Received);
    }

    [Fact]
    public async Task OriginThatHalfClosesInsideATunnel_StillGetsTheRest()
    {
        var rest = new TaskCompletionSource<string>();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.SendAsync("all I have");
            peer.ShutdownSend();
            rest.SetResult(await peer.ReadToEndAsync());
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal("all I have", await client.ReadToEndAsync());
        await client.SendAsync("my answer");
        client.ShutdownSend();
        Assert.Equal("my answer", await rest.Task.WithinStep());
    }

    [Fact]
    public async Task Http10Origin_IsReadUntilClose()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.0 200 OK\r\n\r\nuntil close");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        RawMessage response = await client.ReadResponseAsync();
        Assert.Equal("until close", response.Body);
        Assert.True(response.IsComplete);
    }

    [Fact]
    public async Task Http10ClientAndOrigin_WorkTogether()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.0 200 OK\r\n\r\nold times");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.0\r\n\r\n");
        Assert.Equal("old times", (await client.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task ChunkedResponseToAnHttp10Client_ArrivesUnchunked()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/ HTTP/1.0\r\n\r\n");
        RawMessage head = await client.ReadHeadAsync();
        Assert.Null(head.Value("Transfer-Encoding"));
        Assert.Equal("hello", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task UntilCloseBodyOfAnHttp11Origin_ArrivesWhole()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil close");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage response = await proxy.ExchangeAsync(Get(origin));
        Assert.Equal("until close", response.Body);
        Assert.True(response.IsComplete);
    }

    [Fact]
    public async Task TrailersBothWays_ArriveInOneExchange()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Down: 1\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage response = await proxy.ExchangeAsync($"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Up: 1\r\n\r\n");
        Assert.Equal("X-Down: 1\r\n", response.Trailers);
        Assert.Equal("X-Up: 1\r\n", Assert.Single(origin.Requests).Trailers);
    }

    [Fact]
    public async Task ServerSentEventsFromKestrel_ArriveWhenTheyAreSent()
    {
        var gate = new TaskCompletionSource();
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapEvents(gate.Task));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync($"GET http://{origin.Authority}/events HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        await client.ReadUntilAsync("data: first\n\n");
        gate.SetResult();
        await client.ReadUntilAsync("data: second\n\n");
    }

    [Fact]
    public async Task ChunksFromKestrel_ArriveWhole()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapChunked());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        RawMessage response = await proxy.ExchangeAsync($"GET http://{origin.Authority}/chunked HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal("one two three", response.Body);
        Assert.True(response.IsComplete);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";

    private static async Task PourAsync(RawPeer peer, Action<int> wrote)
    {
        byte[] piece = new byte[64 * 1024];
        for (long left = OneGibibyte; left > 0; left -= piece.Length)
        {
            await peer.SendAsync(piece);
            wrote(piece.Length);
        }
    }
}
