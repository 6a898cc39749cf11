namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>Flows from and to files of other programs.</summary>
public sealed class FlowFilesTests : IDisposable
{
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task BrokenHarFile_IsRefusedWithItsProblem()
    {
        var import = folder.Write("in.har", """{"log":{"entries":[{"request":{"url":"http://a.test/"}},{"request" """);
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--import-file", import);

        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(2, code);
        Assert.Contains("The file ends in the middle", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HarFile_BecomesAnotherFormat_WithItsSecretsMasked()
    {
        const string Har = """
            {"log":{"entries":[{"request":{"url":"https://a.test/?token=s3cret"},"response":{"status":200,"_error":"cut"}},
              {"request":{"url":"data:text/plain,hi"}}]}}
            """;
        var (export, report) = (folder.File("out.jsonl"), folder.File("report.txt"));
        var import = folder.Write("in.har", Har);
        string[] files = ["--import-file", import, "--export-file", export, "--redact-report", report, "--redact"];
        await using var proximity = ProximityProcess.Start(["--bind", "127.0.0.1", "--ephemeral-port", .. files]);
        Assert.Equal(1, (await proximity.EventAsync("started")).GetProperty("importedFlows").GetInt32());

        proximity.Signal(SigTerm);
        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(0, code);
        Assert.Contains("Not read from", error, StringComparison.Ordinal);
        var line = Assert.Single(await File.ReadAllLinesAsync(export));
        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
        Assert.Contains("?token=%5Bmasked:", line, StringComparison.Ordinal);
        const string Place = "flow 1: request target parameter token: secret by its name: [masked:";
        Assert.StartsWith(Place, await File.ReadAllTextAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownExportFormat_IsAnErrorAtTheStart()
    {
        var file = folder.File("out");
        await using var proximity = ProximityProcess.Start("--ephemeral-port", "--export-file", file, "--export-format", "pcap");

        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(2, code);
        Assert.StartsWith("There is no format pcap (--export-format); there are json, jsonl, har,", error, StringComparison.Ordinal);
    }
}
