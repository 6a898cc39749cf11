using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Proximity.Control;
using Proximity.Flows;
using Proximity.Inspector.Mcp;

namespace Proximity.Inspector.Tests.Mcp;

/// <summary>The tools, as the protocol's own client sees them.</summary>
public class McpTests
{
    [Fact]
    public async Task Tools_AreTheOperationsThatOnlyRead()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await using McpClient client = await ConnectAsync(inspector);

        IList<McpClientTool> tools = await client.ListToolsAsync();

        Assert.Equal(
            OperationTable.All.Where(static operation => operation.Effect == OperationEffect.Reads).Select(McpTools.NameOf).Order(),
            tools.Select(static tool => tool.Name).Order());
        Assert.All(tools, static tool => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", tool.Name));
        Assert.All(tools, static tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        Assert.All(tools, static tool => Assert.Equal("object", tool.ProtocolTool.InputSchema.GetProperty("type").GetString()));
        Assert.All(tools, static tool => Assert.Equal("object", tool.ProtocolTool.OutputSchema!.Value.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Tools_AreAllOperationsWhereAgentsMayWrite()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync(
            change: static options => options with { AllowsAgentWrites = true });
        await using McpClient client = await ConnectAsync(inspector);

        IList<McpClientTool> tools = await client.ListToolsAsync();

        Assert.Equal(OperationTable.All.Count - 1, tools.Count);
        Assert.DoesNotContain("inspector_link", tools.Select(static tool => tool.Name));
        Assert.Contains("browser_start", tools.Select(static tool => tool.Name));
        Assert.True(tools.Single(static tool => tool.Name == "flows_clear").ProtocolTool.Annotations!.DestructiveHint);
    }

    [Fact]
    public async Task Call_GivesTheSameAsTheApi()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(5);
        await using McpClient client = await ConnectAsync(inspector);

        CallToolResult result = await client.CallToolAsync(
            "flows_search", new Dictionary<string, object?> { ["filter"] = "status:200", ["limit"] = 2, ["sort"] = null });

        string api = await inspector.Http.GetStringAsync("/api/flows?filter=status:200&limit=2");
        Assert.NotEqual(true, result.IsError);
        Assert.Equal(api, Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(api).RootElement, result.StructuredContent!.Value));
    }

    [Theory]
    [InlineData("flows_search", """{"filter":"hots:x"}""", "invalid_filter: ")]
    [InlineData("flows_search", """{"fliter":"x"}""", "unknown_member: ")]
    [InlineData("flows_search", """{"limit":"many"}""", "invalid_input: ")]
    [InlineData("flows_get", """{}""", "invalid_input: ")]
    [InlineData("flows_get", """{"id":77}""", "unknown_flow: ")]
    [InlineData("flows_clear", """{}""", "unknown_tool: ")]
    [InlineData("inspector_link", """{}""", "unknown_tool: ")]
    [InlineData("browser_start", """{}""", "unknown_tool: ")]
    [InlineData("nothing", """{}""", "unknown_tool: ")]
    public async Task WrongCall_IsAnAnswerThatSaysWhy(string tool, string arguments, string beginning)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await using McpClient client = await ConnectAsync(inspector);

        CallToolResult result = await client.CallToolAsync(
            tool, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments)!.ToDictionary(
                static pair => pair.Key, static pair => (object?)pair.Value));

        Assert.True(result.IsError);
        Assert.StartsWith(beginning, Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_AreMaskedUnlessAskedFor()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(1, static id => new FlowSnapshot(
            new RequestSnapshot("GET", "http://example.com/", [KeyValuePair.Create("Authorization", "Bearer s3cr3t-value")]), "127.0.0.1")
        {
            Id = id,
            Completed = true,
        });
        await using McpClient client = await ConnectAsync(inspector);

        string masked = await TextAsync(client, new Dictionary<string, object?> { ["id"] = 1 });
        string plain = await TextAsync(client, new Dictionary<string, object?> { ["id"] = 1, ["redact"] = false });

        Assert.DoesNotContain("s3cr3t-value", masked, StringComparison.Ordinal);
        Assert.Contains("s3cr3t-value", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestWithoutAToken_IsRefused()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        string answer = await inspector.SendAsync(
            $"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{inspector.Port}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
            + "Connection: close\r\n\r\n{}");

        Assert.Equal(401, RunningInspector.Status(answer));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task WrongMessage_IsRefused(string body)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        using HttpResponseMessage answer = await inspector.Http.PostAsync(
            "/mcp", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task GetAndDelete_AreNotThere()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        using HttpResponseMessage get = await inspector.Http.GetAsync("/mcp");
        using HttpResponseMessage delete = await inspector.Http.DeleteAsync("/mcp");

        Assert.Equal((405, 405), ((int)get.StatusCode, (int)delete.StatusCode));
    }

    [Fact]
    public async Task Streams_CarryTheProtocolAndNothingElse()
    {
        var proxy = new MemoryStoreProxy();
        await proxy.AddAsync(1);
        var context = new ControlContext(proxy) { MasksSecrets = true };
        var tools = new McpTools(allowsWrites: false, (operation, input, token) => operation.InvokeAsync(context, input, token));
        Pipe toServer = new();
        Pipe toClient = new();
        Task serving = new McpStreams(tools, "0.0.0", NullLoggerFactory.Instance)
            .RunAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), CancellationToken.None);

        await using (McpClient client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream())))
        {
            CallToolResult status = await client.CallToolAsync("proxy_status");
            Assert.Equal(1, status.StructuredContent!.Value.GetProperty("store").GetProperty("count").GetInt64());
        }

        await toServer.Writer.CompleteAsync();
        await serving.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<string> TextAsync(McpClient client, Dictionary<string, object?> arguments)
        => ((TextContentBlock)(await client.CallToolAsync("flows_get", arguments)).Content[0]).Text;

    private static async Task<McpClient> ConnectAsync(RunningInspector inspector)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(inspector.Server.BaseUrl, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
        };
        var transport = new HttpClientTransport(options, inspector.Http, NullLoggerFactory.Instance, ownsHttpClient: false);
        return await McpClient.CreateAsync(transport);
    }
}
