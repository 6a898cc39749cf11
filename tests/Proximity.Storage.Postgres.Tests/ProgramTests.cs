using Proximity.Cli.Tests.EndToEnd;

namespace Proximity.Storage.Postgres.Tests;

/// <summary><c>--store postgres://…</c> of the program.</summary>
public sealed class ProgramTests(PostgresServer server)
{
    private const int SigTerm = 15;

    private static readonly string[] Listening = ["--bind", "127.0.0.1", "--ephemeral-port", "--allow-target", "127.0.0.1"];

    [Fact]
    public async Task FlowOfOneProgram_IsFoundByAnother()
    {
        string address = server.AddressOf(server.NewOptions());
        await using var origin = new TinyOrigin();
        await using (var proximity = ProximityProcess.Start([.. Listening, "--store", address, "--proxy-name", "east"]))
        {
            await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url);
            proximity.Signal(SigTerm);
            Assert.Equal(0, (await proximity.EndAsync()).Code);
        }

        await using var flows = ProximityProcess.Start("flows", address, "--fields", "id,url");

        Assert.Equal((0, $"1\t{origin.Url}\n", ""), await flows.EndAsync());
    }

    [Fact]
    public async Task DatabaseThatIsAway_IsSaid_WithoutThePassword()
    {
        await using var proximity = ProximityProcess.Start([.. Listening, "--store", "postgres://user:secret@127.0.0.1:1/flows"]);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("The store cannot be used: PostgreSQL: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }
}
