using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Controlling;
using Proximity.Cli.Recordings;
using Proximity.Cli.Tests.EndToEnd;
using Proximity.Inspector.Mcp;

namespace Proximity.Cli.Tests.Controlling;

/// <summary>
/// The same call gives the same JSON by HTTP, by <c>ctl</c> and by MCP in both of its ways: of every operation that only reads.
/// </summary>
public sealed class SameAnswerTests : IAsyncLifetime
{
    /// <summary>What is asked; an operation that is not here is asked without input.</summary>
    internal static readonly Dictionary<string, string> Inputs = new()
    {
        ["flows.search"] = """{"limit":1,"filter":"status:200","fields":["id","url","status"]}""",
        ["flows.get"] = """{"id":1}""",
        ["flows.body"] = """{"id":1,"count":3}""",
        ["flows.messages"] = """{"id":1}""",
        ["flows.diff"] = """{"a":1,"b":2}""",
        ["flows.stats"] = """{"by":["host","status"]}""",
        ["flows.paths"] = """{"host":"127.0.0.1"}""",
        ["flows.export"] = """{"format":"har","ids":[1]}""",
        ["flows.watch"] = """{"after":1,"wait":0}""",
        ["proxy.connections"] = """{"limit":1}""",
        ["filter.check"] = """{"text":"status:200 host:a"}""",
    };

    private readonly TemporaryFolder folder = new();
    private readonly TinyOrigin origin = new();
    private readonly StoppedClock clock = new();
    private readonly TcpClient idle = new();
    private ProxyServer server = null!;
    private InspectorRun inspector = null!;

    /// <summary>From the table: a new operation cannot be left out.</summary>
    public static TheoryData<string> Readers => [.. McpTools.ForAgents(allowsWrites: false).Select(static operation => operation.Name)];

    public async ValueTask InitializeAsync()
    {
        server = await ProxyServer.StartAsync(options =>
        {
            options.Bind = "127.0.0.1";
            options.UseEphemeralPort = true;
            options.Interception = new InterceptionOptions { CaFolder = folder.Path };
        });
        var proxy = new ControlledServer(server, new Settings(), null, null, clock);
        inspector = await InspectorRun.StartAsync(
            proxy, new IPEndPoint(IPAddress.Loopback, 0), allowsAgentWrites: true, clock,
            name => name == "XDG_RUNTIME_DIR" ? folder.Path : null);
        await ProximityProcess.GetThroughAsync(server.ProxyUrl.ToString(), origin.Url);
        await ProximityProcess.GetThroughAsync(server.ProxyUrl.ToString(), origin.Url);
        await idle.ConnectAsync(server.EndPoint);
        int port = ((IPEndPoint)idle.Client.LocalEndPoint!).Port;
        while (!(server.ListClients() is [{ State: ClientState.Idle } one] && one.Client.RemoteEndPoint?.Port == port))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        idle.Dispose();
        await inspector.DisposeAsync();
        await server.DisposeAsync();
        await origin.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Answer_IsTheSameByEveryWay(string name)
    {
        var operation = OperationTable.Named(name)!;
        var input = JsonDocument.Parse(Inputs.GetValueOrDefault(name, "{}")).RootElement;

        var byHttp = await AskByHttpAsync(operation, input);

        Assert.NotEqual("{}", byHttp);
        Assert.Equal(byHttp, await AskByControlAsync(operation, input));
        Assert.Equal(byHttp, await AskByMcpAsync(operation, input));
        Assert.Equal(byHttp, await AskByStreamsAsync(operation, input));
    }

    [Fact]
    public void Inputs_AreOfOperationsThatOnlyRead() => Assert.All(
        Inputs.Keys, static name => Assert.Equal(OperationEffect.Reads, OperationTable.Named(name)!.Effect));

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(static item => item.ToString())),
        _ => value.ToString(),
    };

    private static string[] Words(Operation operation, JsonElement input)
    {
        var members = operation.InputType.Properties;
        string[] needed = [.. members.Where(static member => member.IsRequired).Select(static member => member.Name)];
        var options = input.EnumerateObject().Where(member => !needed.Contains(member.Name));
        return
        [
            "ctl", .. operation.Name.Split('.'), .. needed.Select(member => Text(input.GetProperty(member))),
            .. options.SelectMany(static member => (string[])[$"--{member.Name}", Text(member.Value)]), "--json",
        ];
    }

    private async Task<string> AskByHttpAsync(Operation operation, JsonElement input)
    {
        using var client = Client();
        var path = operation.Path;
        var query = new List<string>();
        foreach (var member in input.EnumerateObject())
        {
            var text = Uri.EscapeDataString(Text(member.Value));
            if (path.Contains($"{{{member.Name}}}", StringComparison.Ordinal))
            {
                path = path.Replace($"{{{member.Name}}}", text, StringComparison.Ordinal);
            }
            else
            {
                query.Add($"{member.Name}={text}");
            }
        }

        return await client.GetStringAsync(new Uri(inspector.BaseUrl, $"{path}?{string.Join('&', query)}"));
    }

    private async Task<string> AskByControlAsync(Operation operation, JsonElement input)
    {
        var command = new ProximityCommand();
        var line = command.Parse(Words(operation, input));
        Assert.Empty(line.Errors);
        var request = command.Control.Read(line)!;
        using var output = new MemoryStream();
        var errors = new StringWriter();
        var proxies = new RunningProxies(Path.Combine(folder.Path, "proximity", "running"));
        var run = new ControlRun(new FlowsConsole(output, errors), proxies, static _ => null);

        Assert.Equal((0, ""), (await run.RunAsync(request, TestContext.Current.CancellationToken), errors.ToString()));
        return Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n');
    }

    private async Task<string> AskByMcpAsync(Operation operation, JsonElement input)
    {
        using var http = Client();
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(inspector.BaseUrl, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
        };
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(options, http, NullLoggerFactory.Instance, ownsHttpClient: false));
        return await CallAsync(client, operation, input);
    }

    private async Task<string> AskByStreamsAsync(Operation operation, JsonElement input)
    {
        Pipe toServer = new();
        Pipe toClient = new();
        var serving = new AgentRun(inspector.Running, allowsWrites: false)
            .RunAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), TestContext.Current.CancellationToken);
        string answer;
        await using (var client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream())))
        {
            answer = await CallAsync(client, operation, input);
        }

        await toServer.Writer.CompleteAsync();
        await serving;
        return answer;
    }

    private static async Task<string> CallAsync(McpClient client, Operation operation, JsonElement input)
    {
        var arguments = input.EnumerateObject().ToDictionary(static member => member.Name, static member => (object?)member.Value);
        var result = await client.CallToolAsync(McpTools.NameOf(operation), arguments);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
    }

    private HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", inspector.Running.Token);
        return client;
    }

    /// <summary>What an answer says of the time is the same in all of them.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly DateTimeOffset now = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => now;
    }
}
