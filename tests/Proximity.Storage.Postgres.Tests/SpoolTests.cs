using System.Net.Sockets;
using Npgsql;
using Proximity.Cli.Tests.EndToEnd;
using Proximity.Flows.Tests;
using Proximity.Stores;
using Proximity.TestsOfAll;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>A spool holds what a database that is away does not take.</summary>
public sealed class SpoolTests : IAsyncLifetime
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string[] Listening = ["--bind", "127.0.0.1", "--ephemeral-port", "--allow-target", "127.0.0.1"];

    /// <summary>One of its own: others go on.</summary>
    private readonly PostgresServer server = new();

    private readonly TemporaryFolder folder = new();

    private string Spool => folder.PathOf("spool");

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ServerThatIsAwayUnderLoad_AgainAndAgain_GetsEachFlowOnce()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        await using PostgresFlowStore store = await server.OpenAsync(options);
        var feeder = new FlowFeeder(
            new FlowStoreOptions(store) { SpoolFolder = Spool, RetryTime = TimeSpan.Zero, FlushTime = Limit },
            new FlowSessions(TimeProvider.System),
            TimeProvider.System);
        feeder.Start();
        await using var load = new FeederLoad(feeder);
        for (int round = 0; round < 3; round++)
        {
            long stored = feeder.Counters.StoredFlows;
            await FeederLoad.WaitForAsync(() => feeder.Counters.StoredFlows > stored);
            await server.StopAsync();
            long spooled = feeder.Counters.SpooledFlows;
            await FeederLoad.WaitForAsync(() => feeder.Counters.SpooledFlows > spooled + 500);
            await server.StartAsync();
            await FeederLoad.WaitForAsync(() => feeder.Counters.SpoolWaitingFlows == 0);
        }

        int all = await load.StopAsync();
        await feeder.DisposeAsync();

        FlowStoreCounters counters = feeder.Counters;
        Assert.Equal((all, 0L, 0L, 0L), (counters.StoredFlows, counters.LostFlows, counters.DroppedFlows, counters.FlowsWithoutBodies));
        Assert.Equal((0L, 0), (counters.SpoolWaitingFlows, counters.WaitingFlows));
        Assert.Equal(Enumerable.Range(1, all).Select(id => (long)id), (await store.Read()).Select(flow => flow.Flow.Id));
    }

    [Fact]
    public async Task ProgramKilledWhileTheDatabaseIsAway_LeavesWhatTheNextRunDelivers()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        string[] arguments = [.. Listening, "--store", server.AddressOf(options), "--spool", Spool];
        await using var origin = new TinyOrigin();
        await using (var proximity = ProximityProcess.Start(arguments))
        {
            var started = await proximity.EventAsync("started");
            await ProximityProcess.GetThroughAsync(started, origin.Url);
            await WaitForCountAsync(options, 1);
            await server.StopAsync();
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
            }

            await FeederLoad.WaitForAsync(() => SpoolFiles.CountFlows(Spool) == 5);
            proximity.Kill();
            await proximity.EndAsync();
        }

        await server.StartAsync();
        await using (var next = ProximityProcess.Start(arguments))
        {
            await next.EventAsync("started");
            next.Signal(SigTerm);
            var (code, _, error) = await next.EndAsync();
            Assert.Equal((0, ""), (code, error));
        }

        Assert.Equal(6L, await server.AskAsync(options, "SELECT count(*) FROM flow"));
        Assert.Equal(1L, await server.AskAsync(options, "SELECT count(*) FROM session"));
        Assert.Equal(0, SpoolFiles.CountFlows(Spool));
    }

    [Fact]
    public async Task ProgramStoppedWhileTheDatabaseIsAway_SaysHowManyFlowsWait()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        string address = server.AddressOf(options);
        string[] arguments = [.. Listening, "--store", address, "--spool", Spool];
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start(arguments);
        var started = await proximity.EventAsync("started");
        await server.StopAsync();
        await ProximityProcess.GetThroughAsync(started, origin.Url);
        await ProximityProcess.GetThroughAsync(started, origin.Url);
        proximity.Signal(SigTerm);

        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(0, code);
        Assert.Contains($": 2 flows wait in {Spool}. The next run with that folder delivers them.\n", error, StringComparison.Ordinal);
        Assert.Equal(2, SpoolFiles.CountFlows(Spool));
    }

    [Fact]
    public async Task DatabaseThatComesLater_GetsWhatWaits_AndIsSaidToBeAwayOnce()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        string[] arguments = [.. Listening, "--store", server.AddressOf(options), "--spool", Spool];
        await server.StopAsync();
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start(arguments);
        var started = await proximity.EventAsync("started");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
        }

        await FeederLoad.WaitForAsync(() => SpoolFiles.CountFlows(Spool) == 3);
        await server.StartAsync();
        await FeederLoad.WaitForAsync(() => SpoolFiles.CountFlows(Spool) == 0);
        await ProximityProcess.GetThroughAsync(started, origin.Url);
        proximity.Signal(SigTerm);
        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(0, code);
        Assert.Matches($"^Store postgres://[^\n]*: PostgreSQL: [^\n]*\\. Flows wait in {Spool} until it can be reached\\.\n$", error);
        Assert.Equal(4L, await server.AskAsync(options, "SELECT count(*) FROM flow"));
        Assert.Equal(1L, await server.AskAsync(options, "SELECT count(*) FROM session"));
    }

    [Theory]
    [InlineData("postgres://postgres@", "postgres://stranger@")]
    [InlineData("@/postgres?", "@/missing?")]
    public async Task AddressThatIsWrong_IsAnErrorAtOnce(string right, string wrong)
    {
        string address = server.AddressOf(server.NewOptions()).Replace(right, wrong, StringComparison.Ordinal);
        await using var proximity = ProximityProcess.Start([.. Listening, "--store", address, "--spool", Spool]);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("The store cannot be used: PostgreSQL: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void PasswordThatIsMissing_IsNoServerThatIsAway()
    {
        FlowStoreException missing = PostgresFailure.Of(new NpgsqlException("No password has been provided."));
        FlowStoreException away = PostgresFailure.Of(new NpgsqlException("Failed to connect", new SocketException()));

        Assert.False(PostgresFailure.OfOpening(missing).MayPass);
        Assert.True(PostgresFailure.OfOpening(away).MayPass);
    }

    [Fact]
    public async Task SpoolOfAnotherProgram_IsRefused()
    {
        string[] arguments = [.. Listening, "--store", server.AddressOf(server.NewOptions()), "--spool", Spool];
        await using var proximity = ProximityProcess.Start(arguments);
        await proximity.EventAsync("started");
        await using var other = ProximityProcess.Start(arguments);

        var (code, _, error) = await other.EndAsync();

        Assert.Equal(
            (2, $"--spool cannot be used: The spool {Spool} is in use by another proxy: each needs a folder of its own.\n"), (code, error));
    }

    private async Task WaitForCountAsync(PostgresFlowStoreOptions options, long count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (await server.AskAsync(options, "SELECT count(*) FROM flow") is not long present || present < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }
}
