using System.ComponentModel;
using System.Diagnostics;
using Proximity.TestsOfAll;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>The inspector's page in Chromium, beside the program: what tests/Proximity.Inspector.Page tries, in one go.</summary>
public sealed class InspectorPageTests : IDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Page_ShowsFlowsAndRunsNothingOfThem()
        => TryAsync(
            "page",
            [],
            "--test-name-pattern=Flows_AppearInOrderAndAreCounted|FlowWhoseFieldsAreScripts_IsShownAndNothingRuns"
            + "|BodyWithScripts_(protobuf|graphql|parts|token)_");

    [Fact]
    [Trait("Category", "All")]
    public Task Page_DoesWhatItsTestsTry() => TryAsync("page", []);

    /// <summary>The page's readers of bodies, without a browser: what is hostile ends, and is said.</summary>
    [Fact]
    public async Task Readers_PassTheirTests()
    {
        var tests = await InstalledAsync();

        var (code, output) = await RunAsync(tests, [], "node", "--import", "./lib/typescript.mjs", "--test", "parsers/");

        Assert.True(code == 0, output);
        Assert.Matches("pass [1-9]", output);
    }

    [Fact]
    public Task StoreHas50000Flows_PageHoldsAWindowOfThem() => TryStoredAsync(50_000);

    [Fact]
    [Trait("Category", "All")]
    public Task StoreHasAMillionFlows_PageHoldsAWindowOfThem() => TryStoredAsync(1_000_000);

    private async Task TryStoredAsync(int count)
    {
        var store = Path.Combine(folder.Path, "flows.db");
        await SampleStore.FillAsync(store, count, TestContext.Current.CancellationToken);
        await TryAsync("stored", ["--store", store]);
    }

    /// <summary>Runs a file of the page's tests beside the program.</summary>
    private async Task TryAsync(string name, string[] options, params string[] which)
    {
        Assert.SkipUnless(File.Exists(Chromium), "Debian's Chromium is the browser.");
        var tests = await InstalledAsync();
        var token = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().Concat(Guid.NewGuid().ToByteArray()).ToArray());
        await using var proxy = ProximityProcess.Start(
            ProximityProcess.BuiltProgram,
            ["--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0", "--mitm", "--ca-folder", folder.Path, .. options],
            environment: new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder.Path, ["PROXIMITY_UI_TOKEN"] = token });
        var inspector = (await proxy.EventAsync("started")).GetProperty("inspector").GetString();

        var (code, output) = await RunAsync(
            tests,
            new() { ["PROXIMITY_UI"] = $"{inspector}?token={token}", ["PROXIMITY_EMPTY"] = "1" },
            "node", ["--test", .. which, $"{name}.test.mjs"]);

        Assert.True(code == 0, output);
        Assert.Matches("pass [1-9]", output);
    }

    /// <summary>The folder of the page's tests, with what they need.</summary>
    private static async Task<string> InstalledAsync()
    {
        var tests = Path.Combine(BuiltSample.Root, "tests", "Proximity.Inspector.Page");
        var (installed, _) = await RunAsync(tests, [], "npm", "ci", "--no-audit", "--no-fund");
        Assert.SkipUnless(installed == 0, "npm is missing or cannot reach its registry.");
        return tests;
    }

    /// <summary>The exit code of a program and what it printed; 127 when it is missing.</summary>
    private static async Task<(int Code, string Output)> RunAsync(
        string directory, Dictionary<string, string> environment, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            try
            {
                await process.WaitForExitAsync().WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, $"{await output}{await errors}");
        }
        catch (Win32Exception)
        {
            return (127, "");
        }
    }
}
