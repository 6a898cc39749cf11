using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary><c>proximity mcp</c> beside a proxy that runs: JSON-RPC, a message a line.</summary>
public sealed class AgentCommandTests : IDisposable
{
    private const string Client = """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""";

    private const string Search = """{"name":"flows_search","arguments":{"filter":"status:200"}}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Agent_FindsFlowsWithoutTheirSecrets()
    {
        await using var origin = new TinyOrigin();
        await using var proxy = Start("--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0");
        await ProximityProcess.GetThroughAsync(await proxy.EventAsync("started"), $"{origin.Url}?password=hunter2");
        await using var agent = Start("mcp");

        await agent.WriteAsync($$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{Client}}}""" + "\n");
        await agent.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""" + "\n");
        await agent.WriteAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""" + "\n");
        await agent.WriteAsync($$"""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{{Search}}}""" + "\n");
        var answers = await AnswersAsync(agent, 3);

        string[] tools = [.. answers[2].GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!)];
        Assert.Contains("flows_get", tools);
        Assert.DoesNotContain("flows_delete", tools);
        var found = answers[3].GetProperty("structuredContent").GetProperty("flows");
        Assert.Equal(200, found[0].GetProperty("status").GetInt32());
        Assert.DoesNotContain("hunter2", answers[3].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAProxy_SaysSoAndEnds()
    {
        await using var agent = Start("mcp");

        var (code, output, error) = await agent.EndAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("No proxy of yours with an inspector runs here.", error, StringComparison.Ordinal);
    }

    /// <summary>The results by the number of their request.</summary>
    private static async Task<Dictionary<int, JsonElement>> AnswersAsync(ProximityProcess agent, int count)
    {
        var answers = new Dictionary<int, JsonElement>();
        while (answers.Count < count)
        {
            using var line = JsonDocument.Parse("{" + await agent.LineAsync("{"));
            if (line.RootElement.TryGetProperty("id", out var id))
            {
                answers[id.GetInt32()] = line.RootElement.GetProperty("result").Clone();
            }
        }

        return answers;
    }

    private ProximityProcess Start(params string[] words) => ProximityProcess.Start(
        ProximityProcess.BuiltProgram, words, environment: new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder.Path });
}
