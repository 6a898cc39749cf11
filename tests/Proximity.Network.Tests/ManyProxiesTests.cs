using System.Diagnostics;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Several proxies in one process share their event loops, and nothing else.</summary>
[Collection(TimingGroup.Name)]
public sealed class ManyProxiesTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task HundredProxies_NeedNoMoreThreadsThanAFew()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        int before = Threads();
        var proxies = new List<RunningProxy>();
        try
        {
            for (int count = 0; count < 100; count++)
            {
                proxies.Add(await RunningProxy.StartAsync());
            }

            foreach (RunningProxy proxy in proxies)
            {
                Assert.Equal("ok", (await proxy.ExchangeAsync(RequestTo(origin))).Body);
            }

            int limit = before + (3 * Environment.ProcessorCount) + 10;
            await Eventually.HoldsAsync(() => Threads() <= limit, () => $"{Threads()} threads, {before} before");
        }
        finally
        {
            await Task.WhenAll(proxies.Select(proxy => proxy.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task ProxyThatStops_LeavesTheOthersConnectionsAlone()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        await using RunningProxy stays = await RunningProxy.StartAsync();
        RunningProxy goes = await RunningProxy.StartAsync();
        string request = RequestTo(origin);
        await using RawPeer client = await stays.SendAsync(request);
        await using RawPeer other = await goes.SendAsync(request);
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal("ok", (await other.ReadResponseAsync()).Body);

        await goes.DisposeAsync();
        await other.ReadToEndAsync();
        await client.SendAsync(request);
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        Assert.Equal(1, stays.Server.ClientCount);
    }

    [Fact]
    public async Task ProxyStartedAfterTheLastOneStopped_Serves()
    {
        await using RawOrigin origin = RawOrigin.Answering(Ok);
        for (int round = 0; round < 3; round++)
        {
            await using RunningProxy proxy = await RunningProxy.StartAsync();
            Assert.Equal("ok", (await proxy.ExchangeAsync(RequestTo(origin))).Body);
        }
    }

    private static string RequestTo(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
