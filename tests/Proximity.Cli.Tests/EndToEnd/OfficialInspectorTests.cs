using System.Text.Json;
using Proximity.Cli.Tests.Controlling;
using Proximity.Inspector.Mcp;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>The protocol's official inspector, from npm, by its command line: lists the tools, and calls each that only reads.</summary>
[Trait("Category", "All")]
public sealed class OfficialInspectorTests : IAsyncLifetime
{
    private const string Package = "@modelcontextprotocol/inspector@2.12.0";

    private readonly TemporaryFolder folder = new();
    private readonly TinyOrigin origin = new();
    private ProximityProcess proxy = null!;

    public async ValueTask InitializeAsync()
    {
        folder.Write("package.json", "{}");
        await using var install = ProximityProcess.Start(
            "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder.Path, Package], folder.Path);
        var (code, output, error) = await install.EndAsync();
        Assert.True(code == 0, output + error);
        proxy = ProximityProcess.Start(
            ProximityProcess.BuiltProgram, ["--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0", "--mitm"],
            configurationFolder: folder.Path, environment: new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder.Path });
        var started = await proxy.EventAsync("started");
        await ProximityProcess.GetThroughAsync(started, origin.Url);
        await ProximityProcess.GetThroughAsync(started, origin.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await origin.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryToolThatOnlyReads_IsListedAndCalled(bool isOverStreams)
    {
        string[] names = [.. McpTools.ForAgents(allowsWrites: false).Select(McpTools.NameOf)];

        var listed = await AskAsync(isOverStreams, "--method", "tools/list");

        var tools = listed.GetProperty("tools").EnumerateArray();
        Assert.Equal(names.Order(), tools.Select(static tool => tool.GetProperty("name").GetString()).Order());
        foreach (var operation in McpTools.ForAgents(allowsWrites: false))
        {
            var input = JsonDocument.Parse(SameAnswerTests.Inputs.GetValueOrDefault(operation.Name, "{}")).RootElement;
            string[] arguments =
                [.. input.EnumerateObject().SelectMany(static member => (string[])["--tool-arg", $"{member.Name}={member.Value}"])];
            var answer = await AskAsync(isOverStreams, ["--method", "tools/call", "--tool-name", McpTools.NameOf(operation), .. arguments]);
            Assert.False(answer.TryGetProperty("isError", out var isError) && isError.GetBoolean(), $"{operation.Name}: {answer}");
            Assert.Equal(JsonValueKind.Object, answer.GetProperty("structuredContent").ValueKind);
        }
    }

    private async Task<JsonElement> AskAsync(bool isOverStreams, params string[] words)
    {
        var running = Directory.GetFiles(Path.Combine(folder.Path, "proximity", "running")).Single();
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(running));
        var inspector = Path.Combine(folder.Path, "node_modules", ".bin", "mcp-inspector");
        string[] target = isOverStreams
            ? ["-e", $"XDG_RUNTIME_DIR={folder.Path}", "--", ProximityProcess.BuiltProgram, "mcp"]
            : [];
        string[] address = isOverStreams
            ? []
            :
            [
                file.RootElement.GetProperty("url").GetString() + "mcp", "--transport", "http", "--header",
                $"Authorization: Bearer {file.RootElement.GetProperty("token").GetString()}",
            ];
        await using var asked = ProximityProcess.Start(
            inspector, ["--cli", .. address, "--connect-timeout", "100000", .. words, .. target], folder.Path,
            new Dictionary<string, string> { ["HOME"] = folder.Path });
        var (code, output, error) = await asked.EndAsync();
        Assert.True(code == 0, output + error);
        return JsonDocument.Parse(output).RootElement;
    }
}
