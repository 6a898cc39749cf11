using System.Net;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>One client of the mixed load: its n-th request is of a kind that n decides, so that every run is the same.</summary>
internal sealed class MixedLoadClient(IPEndPoint proxy, string origin, int number)
{
    /// <summary>How many requests it takes until every kind has come.</summary>
    public const int Cycle = 50;

    /// <summary>The size of the response that is broken off half-way.</summary>
    public const int BigBytes = 300_000;

    private RawPeer? connection;

    public async Task RunAsync(int requests)
    {
        for (int request = 0; request < requests; request++)
        {
            await (((request + number) % Cycle) switch
            {
                7 or 32 => TunnelAsync(request),
                19 => BreakOffUploadAsync(),
                44 => BreakOffDownloadAsync(),
                var kind when kind % 4 == 0 => PostAsync(request),
                _ => GetAsync(request),
            });
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task GetAsync(int request)
    {
        RawPeer client = await ConnectionAsync();
        await client.SendAsync($"GET http://{origin}/get/{number}.{request} HTTP/1.1\r\nHost: {origin}\r\n\r\n");
        Assert.Equal($"{number}.{request}", (await client.ReadResponseAsync()).Body);
    }

    private async Task PostAsync(int request)
    {
        string body = string.Join(',', Enumerable.Repeat($"{number}.{request}", 1 + (request % 40)));
        string framed = request % 8 == 0
            ? $"Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
            : $"Content-Length: {body.Length}\r\n\r\n{body}";
        RawPeer client = await ConnectionAsync();
        await client.SendAsync($"POST http://{origin}/post HTTP/1.1\r\nHost: {origin}\r\n{framed}");
        Assert.Equal(body, (await client.ReadResponseAsync("POST")).Body);
    }

    private async Task TunnelAsync(int request)
    {
        await using RawPeer client = await RawPeer.ConnectAsync(proxy);
        await client.SendAsync($"CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\n\r\n");
        Assert.Equal(200, (await client.ReadResponseAsync("CONNECT")).Status);
        await client.SendAsync($"GET /get/{number}.{request} HTTP/1.1\r\nHost: {origin}\r\nConnection: close\r\n\r\n");
        Assert.Equal($"{number}.{request}", (await client.ReadResponseAsync()).Body);
        client.ShutdownSend();
        Assert.Equal("", await client.ReadToEndAsync());
    }

    /// <summary>The origin's 100 says that the request is under way, so that the reset cannot come before its flow exists.</summary>
    private async Task BreakOffUploadAsync()
    {
        await using RawPeer client = await RawPeer.ConnectAsync(proxy);
        await client.SendAsync($"POST http://{origin}/post HTTP/1.1\r\nHost: {origin}\r\nX-Abort: 1\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
        Assert.Equal(100, (await client.ReadResponseAsync()).Status);
        await client.SendAsync(new string('x', 500));
        client.Reset();
    }

    private async Task BreakOffDownloadAsync()
    {
        await using RawPeer client = await RawPeer.ConnectAsync(proxy);
        await client.SendAsync($"GET http://{origin}/big HTTP/1.1\r\nHost: {origin}\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        client.Reset();
    }

    private async Task<RawPeer> ConnectionAsync() => connection ??= await RawPeer.ConnectAsync(proxy, keepsReceived: false);
}
