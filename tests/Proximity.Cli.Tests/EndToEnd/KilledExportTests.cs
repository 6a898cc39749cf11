using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>An export is a file of another name until it is whole.</summary>
public sealed class KilledExportTests : IDisposable
{
    private const int Count = 40_000;
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    /// <summary>On a busy machine the export may be over before it is killed: then once more.</summary>
    [Fact]
    public async Task KilledInTheMiddleOfAnExport_TheOldFileIsWhole()
    {
        const int Tries = 10;
        var import = folder.Write("in.json", ManyFlows());
        Directory.CreateDirectory(folder.File("out"));
        var isKilled = false;
        for (var attempt = 0; attempt < Tries && !isKilled; attempt++)
        {
            isKilled = await IsKilledWhileItExportsAsync(import, folder.Write("out/flows.json", "[]"));
        }

        Assert.True(isKilled, "the export always ended first");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Killed as soon as the temporary file is there, long before all flows are in it; false when all was over by then.</summary>
    private static async Task<bool> IsKilledWhileItExportsAsync(string import, string export)
    {
        var old = await File.ReadAllTextAsync(export);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(export)!);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => begun.TrySetResult();
        string[] files = ["--import-file", import, "--export-file", export];
        await using var proximity = ProximityProcess.Start(
            ["--bind", "127.0.0.1", "--ephemeral-port", "--max-flows", $"{Count}", .. files]);
        await proximity.EventAsync("started");
        watcher.EnableRaisingEvents = true;
        proximity.Signal(SigTerm);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(120));
        proximity.Kill();
        await proximity.EndAsync();
        var content = await File.ReadAllTextAsync(export);
        if (content == old)
        {
            return true;
        }

        using var flows = JsonDocument.Parse(content);
        Assert.Equal(Count, flows.RootElement.EnumerateObject().Count());
        return false;
    }

    private static string ManyFlows()
    {
        var padding = new string('x', 200);
        const string Url = "http://example.com/";
        return "[" + string.Join(',', Enumerable.Range(1, Count).Select(id =>
            $$"""{"id":{{id}},"request":{"method":"GET","url":"{{Url}}","headers":{"x":"{{padding}}"} } }""")) + "]";
    }
}
