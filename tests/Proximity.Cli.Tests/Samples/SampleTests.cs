using System.Diagnostics;
using Proximity.Cli.Tests.EndToEnd;
using Proximity.TestsOfAll;

namespace Proximity.Cli.Tests.Samples;

/// <summary>The samples do what they show.</summary>
public sealed class SampleTests : IDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task FlowExportImport_PrintsTheFlowsItLoaded()
    {
        await using var sample = ProximityProcess.Start(BuiltSample.Program("FlowExportImport"), []);

        var (code, output, error) = await sample.EndAsync();

        Assert.Equal((0, string.Empty), (code, error));
        Assert.StartsWith("Recorded 3 flows.\nLoaded 3 flows:\n  1: GET /first -> 200, ", output, StringComparison.Ordinal);
        Assert.Contains("\n  3: GET /third -> 200, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChainOfTwo_PassesBothProxies()
    {
        await using var sample = ProximityProcess.Start(BuiltSample.Program("ChainOfTwo"), []);

        Assert.Equal(
            (0, "The origin saw:\nGET /through/both HTTP/1.1\nX-Passed: near\nX-Passed: far\nFlows: near 1, far 1\n", string.Empty),
            await sample.EndAsync());
    }

    [Fact]
    public async Task ScriptedProxy_ProxiesARequestAndStops()
    {
        var script = Path.Combine(BuiltSample.Folder, "scripted-proxy.cs");
        Build(script);
        await using var origin = new TinyOrigin();
        await using var sample = ProximityProcess.Start("dotnet", ["run", "--no-build", script, "0"]);
        var proxyUrl = await sample.LineAsync("Listening on ");

        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(proxyUrl, origin.Url));

        Assert.Equal(origin.Url, await sample.LineAsync("200 "));
        sample.Signal(SigTerm);
        Assert.Equal((0, string.Empty, string.Empty), await sample.EndAsync());
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Builds a program of one file, with the output in a file: build servers may outlive the build and would keep a pipe open.</summary>
    private void Build(string script)
    {
        var log = folder.File("log");
        var start = new ProcessStartInfo("bash", ["-c", "exec dotnet build \"$1\" > \"$2\" 2>&1 < /dev/null", "bash", script, log]);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        Assert.True(process.WaitForExit(BuildPatience), "The build did not end.");
        Assert.True(process.ExitCode == 0, File.ReadAllText(log));
    }
}
