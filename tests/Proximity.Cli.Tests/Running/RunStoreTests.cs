using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Stores;

namespace Proximity.Cli.Tests.Running;

public sealed class RunStoreTests : IDisposable
{
    private const string Database = "postgres://u:secret@db.test/flows";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--store: An address of PostgreSQL is written postgres://USER@HOST:PORT/DATABASE.", "--store", "postgres://u:sec/ret@h/d")]
    [InlineData("--store: An address of PostgreSQL has no 'password'.", "--store", "postgres://h/d?password=secret")]
    [InlineData("--store: 'A-B' is no name of a schema:", "--store", Database + "?schema=A-B")]
    [InlineData("--store: there are no stores of the kind mysql://.", "--store", "mysql://u:secret@h/d")]
    [InlineData("--store: a stream of NATS is named by --stream.", "--store", "nats://u:secret@h")]
    [InlineData("--store-max-size is a bound of SQLite files.", "--store", Database, "--store-max-size", "99999999")]
    [InlineData("--store-max-flows is a bound of SQLite files.", "--store", Database, "--store-max-flows", "9")]
    [InlineData("--store-max-age: a database of PostgreSQL keeps flows for whole days,", "--store", Database, "--store-max-age", "86399")]
    [InlineData("--stream: a server of NATS is written nats://", "--stream", "http://u:secret@h")]
    [InlineData("--stream: a server of NATS is written nats://", "--stream", "nats://u:sec/ret@h")]
    [InlineData("--stream: a server of NATS is written nats://", "--stream", "nats://h,secret")]
    [InlineData("Flows go to one place: --store and --stream cannot be used together.", "--store", "a.db", "--stream", "nats://u:secret@h")]
    [InlineData("--stream needs recorded flows; recording is off.", "--stream", "nats://u:secret@h", "--no-record")]
    [InlineData("--store needs recorded flows; recording is off.", "--store", Database, "--no-record")]
    [InlineData("--store-max-size, --store-max-age and --store-max-flows have", "--stream", "nats://h", "--store-max-age", "86400")]
    [InlineData("--spool and --spool-max-size have an effect only together with --store or --stream.", "--spool", "a")]
    [InlineData("--spool and --spool-max-size have an effect only together with --store", "--spool-max-size", "99999999")]
    [InlineData("--spool-max-size has an effect only together with --spool.", "--store", "a.db", "--spool-max-size", "99999999")]
    public void WhatDoesNotFit_IsRefused_WithoutThePassword(string sentence, params string[] arguments)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Make(arguments)).Message;

        Assert.StartsWith(sentence, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("sec/ret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_OfMoreThan100Characters_IsRefused()
        => Assert.Equal(
            "--proxy-name: a proxy's name has at most 100 characters.",
            Assert.Throws<ConfigurationException>(() => Make(["--proxy-name", new string('a', 101)])).Message);

    [Fact]
    public void Stream_IsTakenFromTheEnvironment_UnlessTheLineSaysOne()
    {
        Assert.Equal("nats://environment", Make([], "nats://environment").Stream);
        Assert.Equal("nats://line", Make(["--stream", "nats://line"], "nats://environment").Stream);
    }

    [Theory]
    [InlineData("postgres://u@db.test/flows")]
    [InlineData("postgresql://db.test/flows?schema=a")]
    public void AddressInAFile_IsNoPath(string address)
        => Assert.Equal(address, Make(["--config", folder.Write("config.json", $"{{\"store\":\"{address}\"}}")]).Store);

    [Fact]
    public void PathInAFile_BeginsAtItsFolder()
        => Assert.Equal(folder.File("a.db"), Make(["--config", folder.Write("config.json", "{\"store\":\"a.db\"}")]).Store);

    [Fact]
    public async Task SharedStore_GetsTheMachinesName_AndAFileNone()
    {
        await using var file = await SqliteFlowStore.OpenAsync(folder.File("a.db"), null, TestContext.Current.CancellationToken);
        await using var shared = new MemoryFlowStore();

        Assert.Equal("", RunStore.Feeding(file, new Settings()).ProxyName);
        Assert.Equal(Environment.MachineName, RunStore.Feeding(shared, new Settings()).ProxyName);
        Assert.Equal("edge", RunStore.Feeding(file, new Settings { ProxyName = "edge" }).ProxyName);
    }

    [Fact]
    public void Spool_IsThatOfTheLine_AndThereIsNoneUnasked()
    {
        var store = new MemoryFlowStore();
        FlowStoreOptions asked = RunStore.Feeding(store, Make(["--stream", "nats://h", "--spool", "a", "--spool-max-size", "16777216"]));

        Assert.Equal((Path.GetFullPath("a"), 16_777_216), (Path.GetFullPath(asked.SpoolFolder!), asked.SpoolMaxBytes));
        FlowStoreOptions unasked = RunStore.Feeding(store, Make(["--stream", "nats://h"]));
        Assert.Equal((null, 256L * 1024 * 1024), (unasked.SpoolFolder, unasked.SpoolMaxBytes));
    }

    [Fact]
    public void WhatWaitsInTheSpool_IsSaid()
    {
        using var errors = new StringWriter { NewLine = "\n" };
        var counters = new FlowStoreCounters
        {
            LostFlows = 3,
            SpoolDamagedFlows = 2,
            SpoolWaitingFlows = 12,
            SpoolProblem = "The spool a: No space left on device",
        };

        RunStore.Report(new Settings { Store = Database, Spool = "a" }, counters, errors);

        const string Store = "Store postgres://u:***@db.test/flows: ";
        Assert.Equal(
            $"{Store}3 flows are not in it: 0 came too fast, 3 it did not take.\n"
                + $"{Store}2 of them were in a and cannot be read.\n"
                + $"{Store}12 flows wait in a. The next run with that folder delivers them.\n"
                + $"{Store}The spool a: No space left on device\n",
            errors.ToString());
    }

    [Fact]
    public void WhatIsLost_IsSaid_WithoutThePassword()
    {
        using var errors = new StringWriter { NewLine = "\n" };

        RunStore.Report(new Settings { Store = Database }, new FlowStoreCounters { DroppedFlows = 2, LostFlows = 1 }, errors);

        Assert.Equal(
            "Store postgres://u:***@db.test/flows: 3 flows are not in it: 2 came too fast, 1 it did not take.\n", errors.ToString());
    }

    private static Settings Make(string[] arguments, string? stream = null)
    {
        var command = new ProximityCommand();
        return RunPlan.Make(command, command.Parse(arguments), name => name == "PROXIMITY_STREAM" ? stream : null, null).Settings;
    }
}
