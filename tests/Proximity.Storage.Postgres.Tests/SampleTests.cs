using Proximity.Cli.Tests.EndToEnd;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Postgres.Tests;

/// <summary><c>samples/ManyToOne</c> does what it shows.</summary>
public sealed class SampleTests(PostgresServer server)
{
    [Fact]
    public async Task FlowsOfTwoProxies_AreInOneDatabase()
    {
        await using var sample = ProximityProcess.Start(BuiltSample.Program("ManyToOne"), [server.AddressOf(server.NewOptions())]);

        Assert.Equal((0, "postgres has 2 flows.\nwest: GET /by/west\neast: GET /by/east\n", ""), await sample.EndAsync());
    }

    [Fact]
    public async Task WithoutAnAddress_ItSaysWhatItTakes()
    {
        await using var sample = ProximityProcess.Start(BuiltSample.Program("ManyToOne"), []);

        var (code, _, error) = await sample.EndAsync();

        Assert.Equal((2, "usage: ManyToOne postgres://USER:PASSWORD@HOST/DATABASE | nats://HOST:4222\n"), (code, error));
    }
}
