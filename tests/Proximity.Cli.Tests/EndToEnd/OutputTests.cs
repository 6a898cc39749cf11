namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>What the options let the program print and write, behind pipes.</summary>
public sealed class OutputTests : IDisposable
{
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("--verbose", false)]
    [InlineData("--diagnostics", true)]
    public async Task ComingAndGoingOfClients_IsPrintedWithDiagnosticsOnly(string option, bool isPrinted)
    {
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", option);
        await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url);

        proximity.Signal(SigTerm);
        var (code, output, _) = await proximity.EndAsync();

        Assert.Equal(0, code);
        Assert.Equal(isPrinted, output.Contains("\"event\":\"log\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Show_PrintsTheFlowsThatAFilterMatches()
    {
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--show", "path:/b status:2xx");
        var started = await proximity.EventAsync("started");
        foreach (var path in (string[])["a", "b", "c"])
        {
            await ProximityProcess.GetThroughAsync(started, origin.Url + path);
        }

        proximity.Signal(SigTerm);
        var (code, output, _) = await proximity.EndAsync();

        Assert.Equal(0, code);
        var line = Assert.Single(output.Split('\n'), text => text.Contains("\"event\":\"flow\"", StringComparison.Ordinal));
        Assert.Contains($"\"url\":\"{origin.Url}b\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_RecordsTheFlowsThatAFilterMatches()
    {
        var export = folder.File("flows.jsonl");
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start(
            "--bind", "127.0.0.1", "--ephemeral-port", "--keep", "path:/b", "--export-file", export);
        var started = await proximity.EventAsync("started");
        foreach (var path in (string[])["a", "b", "c"])
        {
            await ProximityProcess.GetThroughAsync(started, origin.Url + path);
        }

        proximity.Signal(SigTerm);

        Assert.Equal(0, (await proximity.EndAsync()).Code);
        Assert.Contains("/b", Assert.Single(await File.ReadAllLinesAsync(export)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportFileOfTheConfiguration_StaysAsItIsWhenNothingIsRecorded()
    {
        var export = folder.Write("flows.json", "old");
        var configuration = folder.Write("c.json", $$"""{"exportFile":"{{export}}"}""");
        await using var proximity = ProximityProcess.Start(
            "--config", configuration, "--bind", "127.0.0.1", "--ephemeral-port", "--no-record");
        Assert.Null((await proximity.EventAsync("started")).GetProperty("exportFile").GetString());

        proximity.Signal(SigTerm);

        Assert.Null((await proximity.EventAsync("stopped")).GetProperty("exportFile").GetString());
        Assert.Equal(0, (await proximity.EndAsync()).Code);
        Assert.Equal("old", await File.ReadAllTextAsync(export));
    }

    public void Dispose() => folder.Dispose();
}
