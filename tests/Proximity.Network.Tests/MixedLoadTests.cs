using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Many clients at once with all kinds of requests: every answer right, every flow accounted for, nothing left behind.</summary>
[Collection(TimingGroup.Name)]
public sealed class MixedLoadTests
{
    private const int Clients = 64;
    private const int RequestsPerClient = 2000;
    private const int WarmUpClients = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task ManyClientsWithMixedRequests_GetEveryAnswerAndLeaveNothing()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(MapEchoes);
        long completed = 0;
        var options = new ProxyOptions
        {
            Bind = "127.0.0.1",
            UseEphemeralPort = true,
            Logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            MaxFlows = Clients * RequestsPerClient * 2,
            OriginIdleTimeout = TimeSpan.FromMilliseconds(500),
            OnFlowCompleted = _ =>
            {
                Interlocked.Increment(ref completed);
                return ValueTask.CompletedTask;
            },
        };
        TestTransport.Apply(options);
        await using ProxyServer proxy = await ProxyServer.StartAsync(options);
        await RunAsync(proxy, origin, WarmUpClients, 50);
        await IdleAsync(proxy);
        int descriptorsBefore = OpenDescriptors(proxy);
        long completedBefore = Interlocked.Read(ref completed);
        proxy.ClearFlows();

        await RunAsync(proxy, origin, Clients, RequestsPerClient).WaitAsync(Limit, TimeProvider.System);

        await Eventually.HoldsAsync(() => Interlocked.Read(ref completed) - completedBefore == Clients * RequestsPerClient, () => $"{completed - completedBefore} flows completed");
        await IdleAsync(proxy);
        await Eventually.HoldsAsync(() => OpenDescriptors(proxy) <= descriptorsBefore, () => $"{OpenDescriptors(proxy)} descriptors, {descriptorsBefore} before");
        AssertFlows(proxy.Flows);
    }

    private static void MapEchoes(WebApplication application)
    {
        application.MapGet("/get/{text}", (string text) => text);
        application.MapPost("/post", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            context.Response.ContentLength = body.Length;
            await context.Response.WriteAsync(body);
        });
        application.MapGet("/big", async (HttpContext context) =>
        {
            context.Response.ContentLength = MixedLoadClient.BigBytes;
            await context.Response.Body.WriteAsync(new byte[MixedLoadClient.BigBytes]);
        });
    }

    private static Task RunAsync(ProxyServer proxy, KestrelOrigin origin, int clients, int requests)
        => Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => new MixedLoadClient(proxy.EndPoint, origin.Authority, number).RunAsync(requests))));

    private static Task IdleAsync(ProxyServer proxy) => Eventually.HoldsAsync(
        () => proxy is { ClientCount: 0, OutstandingBuffers: 0, IdleOriginConnections: 0 },
        () => $"{proxy.ClientCount} clients, {proxy.OutstandingBuffers} buffers, {proxy.IdleOriginConnections} idle origin connections");

    /// <summary>Less the pipes that a proxy keeps to use again: how many those are, up to their bound, is a matter of what ran at the same time.</summary>
    private static int OpenDescriptors(ProxyServer proxy) => Directory.GetFiles("/proc/self/fd").Length - proxy.SpareDescriptors;

    private static void AssertFlows(FlowTable flows)
    {
        Assert.Equal(Clients * RequestsPerClient, flows.Count);
        int failed = 0;
        foreach (Flow flow in flows)
        {
            Assert.True(flow.Completed, $"flow {flow.Id} is not completed");
            bool mayFail = flow.Request.Url.EndsWith("/big", StringComparison.Ordinal) || flow.Request.Headers["X-Abort"] is not null;
            Assert.True(flow.ErrorCode is null || mayFail, string.Create(CultureInfo.InvariantCulture, $"flow {flow.Id} {flow.Request.Method} {flow.Request.Url}: {flow.ErrorCode}"));
            failed += flow.ErrorCode is null ? 0 : 1;
        }

        int uploadsBrokenOff = Clients * RequestsPerClient / MixedLoadClient.Cycle;
        Assert.InRange(failed, uploadsBrokenOff, 2 * uploadsBrokenOff);
    }
}
