using Proximity.Cli.Tests.EndToEnd;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Nats.Tests;

/// <summary><c>samples/ManyToOne</c> does what it shows.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task FlowsOfTwoProxies_AreInOneStream()
    {
        await using var server = await NatsServer.StartAsync();
        await using var sample = ProximityProcess.Start(BuiltSample.Program("ManyToOne"), [server.Url]);

        Assert.Equal((0, "nats has 2 flows.\n", ""), await sample.EndAsync());
    }
}
