using Proximity.Cli.Tests.EndToEnd;
using Proximity.Stores;

namespace Proximity.Storage.Nats.Tests;

/// <summary><c>--stream</c> of the program.</summary>
public sealed class ProgramTests
{
    private const int SigTerm = 15;

    private static readonly string[] Listening = ["--bind", "127.0.0.1", "--ephemeral-port", "--allow-target", "127.0.0.1"];

    [Fact]
    public async Task Flow_IsInTheStream_WhenTheProgramHasEnded()
    {
        await using var server = await NatsServer.StartAsync();
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start([.. Listening, "--stream", server.Url]);
        await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url);

        proximity.Signal(SigTerm);

        Assert.Equal((0, ""), await CodeAndErrorAsync(proximity));
        await using var sink = await NatsFlowSink.OpenAsync(server.Url, null, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await sink.GetStatusAsync(TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task ServerThatIsAway_IsSaid_WithoutThePassword()
    {
        var environment = new Dictionary<string, string> { ["PROXIMITY_STREAM"] = "nats://user:secret@127.0.0.1:1" };
        await using var proximity = ProximityProcess.Start(ProximityProcess.BuiltProgram, Listening, null, environment);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("The store cannot be used: NATS: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> CodeAndErrorAsync(ProximityProcess proximity)
    {
        var (code, _, error) = await proximity.EndAsync();
        return (code, error);
    }
}
