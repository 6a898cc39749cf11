using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Proximity.Cli.Tests.EndToEnd;
using Proximity.Flows.Tests;
using Proximity.Stores;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Nats.Tests;

/// <summary>A spool holds what a broker that is killed does not take.</summary>
public sealed class SpoolTests : IAsyncLifetime
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string[] Listening = ["--bind", "127.0.0.1", "--ephemeral-port", "--allow-target", "127.0.0.1"];

    private readonly TemporaryFolder folder = new();
    private NatsServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Spool => folder.PathOf("spool");

    public async ValueTask InitializeAsync() => server = await NatsServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ServerKilledUnderLoad_AgainAndAgain_GetsEachFlow()
    {
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);
        var feeder = new FlowFeeder(
            new FlowStoreOptions(sink) { SpoolFolder = Spool, RetryTime = TimeSpan.Zero, FlushTime = Limit },
            new FlowSessions(TimeProvider.System),
            TimeProvider.System);
        feeder.Start();
        await using var load = new FeederLoad(feeder);
        for (int round = 0; round < 2; round++)
        {
            long stored = feeder.Counters.StoredFlows;
            await FeederLoad.WaitForAsync(() => feeder.Counters.StoredFlows > stored);
            await server.KillAsync();
            long spooled = feeder.Counters.SpooledFlows;
            await FeederLoad.WaitForAsync(() => feeder.Counters.SpooledFlows > spooled + 500);
            await server.StartAgainAsync();
            await FeederLoad.WaitForAsync(() => feeder.Counters.SpoolWaitingFlows == 0);
        }

        int all = await load.StopAsync();
        await feeder.DisposeAsync();

        FlowStoreCounters counters = feeder.Counters;
        Assert.Equal((all, 0L, 0L, 0L), (counters.StoredFlows, counters.LostFlows, counters.DroppedFlows, counters.FlowsWithoutBodies));
        Assert.Equal((0L, 0), (counters.SpoolWaitingFlows, counters.WaitingFlows));
        Assert.Equal(Enumerable.Range(1, all).Select(id => (long)id), (await IdsAsync()).Order());
    }

    [Fact]
    public async Task ProgramKilledWhileTheServerIsAway_LeavesWhatTheNextRunDelivers()
    {
        string[] arguments = [.. Listening, "--stream", server.Url, "--spool", Spool];
        await using var origin = new TinyOrigin();
        await using (var proximity = ProximityProcess.Start(arguments))
        {
            var started = await proximity.EventAsync("started");
            await server.KillAsync();
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
            }

            await FeederLoad.WaitForAsync(() => SpoolFiles.CountFlows(Spool) == 5);
            proximity.Kill();
            await proximity.EndAsync();
        }

        IReadOnlyList<long> spooled = SpoolFiles.IdsOfFlows(Spool);
        await server.StartAgainAsync();
        await using (var next = ProximityProcess.Start(arguments))
        {
            await next.EventAsync("started");
            next.Signal(SigTerm);
            var (code, _, error) = await next.EndAsync();
            Assert.Equal((0, ""), (code, error));
        }

        // A client may have its response, and ask again, before its exchange has ended for the proxy.
        Assert.Equal([1L, 2, 3, 4, 5], spooled.Order());
        Assert.Equal(spooled, await IdsAsync());
        Assert.Equal(0, SpoolFiles.CountFlows(Spool));
    }

    [Fact]
    public async Task ServerThatComesLater_GetsWhatWaits_AndIsSaidToBeAwayOnce()
    {
        await server.KillAsync();
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start([.. Listening, "--stream", server.Url, "--spool", Spool]);
        var started = await proximity.EventAsync("started");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
        }

        await FeederLoad.WaitForAsync(() => SpoolFiles.CountFlows(Spool) == 3);
        await server.StartAgainAsync();
        await FeederLoad.WaitForAsync(() => SpoolFiles.CountFlows(Spool) == 0);
        proximity.Signal(SigTerm);
        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(0, code);
        Assert.Matches($"^Store nats://[^\n]*: NATS: [^\n]*\\. Flows wait in {Spool} until it can be reached\\.\n$", error);
        Assert.Equal([1L, 2, 3], (await IdsAsync()).Order());
    }

    [Theory]
    [InlineData("nats://")]
    [InlineData("nats://user:wrong@")]
    public async Task CredentialsThatAreRefused_AreAnErrorAtOnce(string wrong)
    {
        await using NatsServer closed = await NatsServer.StartAsync("authorization: { user: user, password: secret }");
        string address = closed.Url.Replace("nats://", wrong, StringComparison.Ordinal);
        await using var proximity = ProximityProcess.Start([.. Listening, "--stream", address, "--spool", Spool]);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.Equal("The store cannot be used: NATS: the server refuses the user, the password or the token.\n", error);
    }

    /// <summary>The ids of the flows in the stream, by the numbers that the server gave.</summary>
    private async Task<List<long>> IdsAsync()
    {
        List<long> ids = [];
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        INatsJSStream stream = await new NatsJSContext(connection).GetStreamAsync("FLOWS", null, Cancellation);
        for (ulong number = 1; number <= (ulong)stream.Info.State.LastSeq; number++)
        {
            StoredMessage message = (await stream.GetAsync(new StreamMsgGetRequest { Seq = number }, Cancellation)).Message;
            ids.Add(FlowRecordCodec.Read(message.Data).Flow.Id);
        }

        return ids;
    }
}
