using Proximity.Cli.Configuration;
using Proximity.Cli.Recordings;
using Proximity.Cli.Running;
using Proximity.Stores;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>The verbs over a SQLite file.</summary>
public sealed class SqliteStoresTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FlowsRig rig = new() { Stores = StoreKinds.All };

    private string File => folder.File("flows.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Import_MakesTheFile_AndItsFlowsAreFound()
    {
        var sample = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal([$"5 flows of {sample}"], await rig.LinesAsync("import", File, sample));

        Assert.Equal(["1", "2", "3", "4", "5"], await rig.LinesAsync(File, "--fields", "id"));
        Assert.Equal(["1"], await rig.LinesAsync(File, "res.json[/items/*/id]:1", "--fields", "id"));
        Assert.StartsWith("#1 200 GET https://api", (await rig.LinesAsync("show", File, "1"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotations_AreInTheFile()
    {
        await ImportAsync();

        await rig.LinesAsync("tag", File, "2", "slow");

        Assert.Equal(["2"], await rig.LinesAsync(File, "tag:slow", "--fields", "id"));
    }

    [Fact]
    public async Task Sql_Answers()
    {
        await ImportAsync();

        Assert.Equal(["method\tn", "CONNECT\t1", "GET\t3", "POST\t1"], await rig.LinesAsync(
            "sql", File, "SELECT method, count(*) AS n FROM flow GROUP BY method ORDER BY method"));
    }

    /// <summary>
    /// Closing any descriptor of a file takes the locks of the process on it away, SQLite's as well: another process would remove the log.
    /// </summary>
    [Fact]
    public async Task StoreThatIsOpen_KeepsItsLocks_WhenItIsLookedAt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux lists locks.");
        await ImportAsync();
        await using SqliteFlowStore store = await SqliteFlowStore.OpenAsync(File);
        int before = LocksOfThisProcess();

        Assert.True(SqliteStores.IsStore(File));

        Assert.True(before > 0);
        Assert.Equal(before, LocksOfThisProcess());
    }

    private static int LocksOfThisProcess()
        => System.IO.File.ReadLines("/proc/locks").Count(line => line.Contains("POSIX", StringComparison.Ordinal)
            && line.Contains($" {Environment.ProcessId} ", StringComparison.Ordinal));

    /// <summary>Rows are read 256 at once; the last portion may be short, full or empty.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(600)]
    public async Task Sql_GivesEachRowOnce(int count)
    {
        await ImportAsync();
        var statement = $"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c LIMIT {count}";

        var lines = await rig.LinesAsync("sql", File, statement);

        Assert.Equal(["n", .. Enumerable.Range(1, count).Select(n => $"{n}")], lines);
    }

    [Theory]
    [InlineData("DELETE FROM flow", "One statement that reads is expected, such as [^;]*; it would write\\.")]
    [InlineData("SELECT 1; SELECT 2", "One statement [^;]*; there is more than one statement\\.")]
    [InlineData(" ; ", "One statement [^;]*; there is no statement\\.")]
    [InlineData("SELECT 1 FORM flow", "The query is not valid SQL: near \"flow\": syntax error\\.")]
    [InlineData("SELECT * FORM flow", "The query is not valid SQL: near \"FORM\": syntax error\\.")]
    [InlineData("SELECT a FROM flow", "The query is not valid SQL: no such column: a\\.")]
    [InlineData("SELECT json(host) FROM flow", "The query cannot be answered: malformed JSON\\.")]
    public async Task Sql_ThatIsNoQuestion_IsRefusedInWords(string statement, string why)
    {
        await ImportAsync();

        var (code, output, errors) = await rig.RunAsync("sql", File, statement);

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.DoesNotContain("api.example.com", output, StringComparison.Ordinal);
        Assert.Matches($"^{why}\n$", errors);
        Assert.Equal(5, (await rig.LinesAsync(File, "--fields", "id")).Length);
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--redact-report", "--redact", "x-secret", "--output", "-")]
    public async Task Export_OverAStore_IsRefused(string option, params string[] others)
    {
        await ImportAsync();

        var exception = await Assert.ThrowsAsync<ConfigurationException>(
            () => rig.RunAsync(["export", File, .. others, option, File]));

        Assert.Contains("it is a store", exception.Message, StringComparison.Ordinal);
        Assert.Equal(5, (await rig.LinesAsync(File, "--fields", "id")).Length);
    }

    [Fact]
    public void ExportFile_ThatWillBeTheStore_IsRefused()
    {
        var settings = new Settings { Store = File, ExportFile = Path.Combine(folder.Path, ".", "flows.db") };

        var exception = Assert.Throws<ConfigurationException>(() => ExportTarget.Try(settings));

        Assert.Contains("it is a store", exception.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Show_HasWhatPeopleWrote()
    {
        await ImportAsync();
        await rig.LinesAsync("tag", File, "2", "slow");
        await rig.LinesAsync("mark", File, "2", "red");
        await rig.LinesAsync("comment", File, "2", "look at this");

        var lines = await rig.LinesAsync("show", File, "2");

        Assert.Equal(["mark: red", "tags: slow", "comment: look at this"], lines.Select(line => line.Trim()).Where(line =>
            line.StartsWith("mark:", StringComparison.Ordinal) || line.StartsWith("tags:", StringComparison.Ordinal)
                || line.StartsWith("comment:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WordBeforeTheRecording_IsSaidToBeNoVerb()
    {
        await ImportAsync();

        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => rig.RunAsync("lst", File));

        Assert.StartsWith("lst is no verb of proximity flows", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsNotThere_IsSaidToBeMissing()
    {
        var (code, _, errors) = await rig.RunAsync(File);

        Assert.NotEqual(ExitCode.Success, code);
        Assert.Contains("there is no such file", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--limit", "1")]
    [InlineData("tag", "1", "slow")]
    public async Task Folder_IsSaidToBeOne(params string[] words)
    {
        Directory.CreateDirectory(File);

        var (code, _, errors) = await rig.RunAsync(words[0] == "tag" ? ["tag", File, .. words[1..]] : [File, .. words]);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("this is a folder", errors, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File + "-lock"));
    }

    [Fact]
    public async Task Pipe_IsNoStore_AndNothingIsReadOfIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes have names in the file system elsewhere.");
        var pipe = folder.File("pipe");
        using var made = System.Diagnostics.Process.Start("mkfifo", pipe);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        var looking = Task.Run(() => StoreKinds.All.Any(kind => kind.Takes(pipe)), TestContext.Current.CancellationToken);

        Assert.False(await looking.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    private async Task ImportAsync()
        => await rig.LinesAsync("import", File, await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All));
}
