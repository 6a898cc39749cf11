using System.Net;
using Microsoft.AspNetCore.Builder;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What the process holds while user code makes another body of one that passes: nothing else may run beside it.</summary>
[Collection(TimingGroup.Name)]
public sealed class TransformMemoryTests
{
    [Fact]
    public async Task LongBody_TakesNoMoreMemoryThanAShortOne()
    {
        const int Pieces = 4 * 1024;
        byte[] piece = new byte[64 * 1024];
        new Random(3).NextBytes(piece);
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.Run(async context =>
        {
            for (int count = 0; count < Pieces; count++)
            {
                await context.Response.Body.WriteAsync(piece);
            }
        }));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("copy", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(TransformTests.AddOneAsync);
            return verdict;
        }));
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(proxy.Url) });
        await using Stream body = await client.GetStreamAsync($"http://{origin.Authority}/").WithinStep();
        byte[] buffer = new byte[256 * 1024];
        long total = 0;
        long settled = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0; total += read)
        {
            if (settled == 0 && total > (long)Pieces / 8 * piece.Length)
            {
                settled = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        Assert.Equal((long)Pieces * piece.Length, total);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - settled;
        Assert.True(grown < 8 * 1024 * 1024, $"{grown} bytes more at the end");
    }
}
