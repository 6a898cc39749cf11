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

        await InitializeAsync(agent);
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
    public async Task WithoutAProxyAndNoStart_SaysSoAndEnds()
    {
        await using var agent = Start("mcp", "--no-start");

        var (code, output, error) = await agent.EndAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("No proxy of yours with an inspector runs here.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAProxy_StartsOneThatEndsWithTheAgent()
    {
        await using var origin = new TinyOrigin();
        await using var agent = Start("mcp");
        await InitializeAsync(agent);
        await agent.WriteAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"proxy_status"}}""" + "\n");
        var proxyUrl = (await AnswersAsync(agent, 2))[2].GetProperty("structuredContent").GetProperty("proxyUrl").GetString()!;
        await ProximityProcess.GetThroughAsync(proxyUrl, origin.Url);
        await agent.WriteAsync($$"""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{{Search}}}""" + "\n");
        var found = (await AnswersAsync(agent, 1))[3].GetProperty("structuredContent").GetProperty("flows");

        await agent.FeedAsync("");
        var (code, output, error) = await agent.EndAsync();

        Assert.Equal(1, found.GetArrayLength());
        Assert.Equal((0, "", ""), (code, output, error));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "proximity", "running")));
        await Assert.ThrowsAsync<HttpRequestException>(() => ProximityProcess.GetThroughAsync(proxyUrl, origin.Url));
    }

    [Fact]
    public async Task OptionsOfTheProxy_StartOneOfTheAgentsOwn()
    {
        await using var other = Start("--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0");
        var started = await other.EventAsync("started");
        await using var agent = Start("mcp", "--timeout", "77");
        await InitializeAsync(agent);
        await agent.WriteAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"options_list"}}""" + "\n");
        await agent.WriteAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"proxy_status"}}""" + "\n");

        var answers = await AnswersAsync(agent, 3);

        Assert.Contains("\"name\":\"timeout\",\"value\":\"77\"", answers[2].GetRawText(), StringComparison.Ordinal);
        var own = answers[3].GetProperty("structuredContent").GetProperty("proxyUrl").GetString();
        Assert.NotEqual(started.GetProperty("proxyUrl").GetString()!.TrimEnd('/'), own!.TrimEnd('/'));
    }

    [Fact]
    public async Task Signal_EndsTheAgentsProxy()
    {
        const int Terminate = 15;
        await using var agent = Start("mcp");
        await InitializeAsync(agent);
        await AnswersAsync(agent, 1);

        agent.Signal(Terminate);

        Assert.Equal(0, (await agent.EndAsync()).Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "proximity", "running")));
    }

    [Theory]
    [InlineData("Options of the proxy start one of the agent's own, and --no-start wants none.", "--mitm", "--no-start")]
    [InlineData("--export-file is -, but standard output is for the agent.", "--export-file", "-")]
    public async Task LineThatCannotBe_IsRefused(string sentence, params string[] words)
    {
        await using var agent = Start(["mcp", .. words]);

        var (code, output, error) = await agent.EndAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
    }

    private static async Task InitializeAsync(ProximityProcess agent)
    {
        await agent.WriteAsync($$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{Client}}}""" + "\n");
        await agent.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""" + "\n");
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
