using Proximity.Filters;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Which program of this machine a client is, from real connections.</summary>
public sealed class ClientProcessTests
{
    private static string Own => Path.GetFileNameWithoutExtension(Environment.ProcessPath!);

    [Fact]
    public async Task Client_IsKnown_ToHandlersAndFlows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The system is not asked.");
        var seen = new List<string?>();
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.RecordClientProcess = true;
            options.Handlers.Use("seen", (exchange, next) =>
            {
                seen.Add(exchange.Client.Process);
                return next(exchange);
            });
        });

        await proxy.ExchangeAsync($"GET http://{origin.Authority}/a HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Flow flow = await proxy.FlowAsync();

        Assert.StartsWith(Own, flow.ClientProcess, StringComparison.Ordinal);
        Assert.Equal([flow.ClientProcess], seen);
        Assert.True(Filter.Parse($"process:{Own}").Matches(flow));
        Assert.False(Filter.Parse("process:\"no such program\"").Matches(flow));
    }

    [Fact]
    public async Task NobodyAsks_NobodyLooks()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();

        await proxy.ExchangeAsync($"GET http://{origin.Authority}/a HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");

        Assert.Null((await proxy.FlowAsync()).ClientProcess);
    }
}
