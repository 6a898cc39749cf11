using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>User code that blocks its thread holds up its own exchange, and no other.</summary>
public class BlockingCallbackTests
{
    /// <summary>More than there are threads that watch sockets, on any machine that runs this.</summary>
    private static readonly int Blocked = (Environment.ProcessorCount * 2) + 2;

    [Fact]
    public async Task InterceptorThatBlocks_OtherExchangesGoOn()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using var gate = new ManualResetEventSlim();
        using var inside = new CountdownEvent(Blocked);
        proxy.Server.AddRequestInterceptor((request, _) =>
        {
            if (request.Url.EndsWith("/slow", StringComparison.Ordinal))
            {
                inside.Signal();
                gate.Wait();
            }

            return null;
        });

        var slow = new List<RawPeer>();
        try
        {
            for (int count = 0; count < Blocked; count++)
            {
                slow.Add(await proxy.SendAsync(Get(origin, "/slow")));
            }

            Assert.True(await Task.Run(() => inside.Wait(TimeSpan.FromSeconds(60))), "Interceptors that block keep others from being called.");
            for (int count = 0; count < 20; count++)
            {
                await using RawPeer quick = await proxy.SendAsync(Get(origin, "/quick"));
                Assert.EndsWith("ok", await quick.ReadToEndAsync(), StringComparison.Ordinal);
            }
        }
        finally
        {
            gate.Set();
        }

        foreach (RawPeer peer in slow)
        {
            Assert.EndsWith("ok", await peer.ReadToEndAsync(), StringComparison.Ordinal);
            await peer.DisposeAsync();
        }
    }

    private static string Get(RawOrigin origin, string path) => $"GET http://{origin.Authority}{path} HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n";
}
