using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>A proxy that runs, and <c>proximity ctl</c> beside it.</summary>
public sealed class ControlCommandTests : IAsyncLifetime
{
    private const int Interrupt = 2;

    private readonly TemporaryFolder folder = new();
    private readonly TinyOrigin origin = new();
    private ProximityProcess proxy = null!;
    private JsonElement started;

    public async ValueTask InitializeAsync()
    {
        proxy = Start("--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0");
        started = await proxy.EventAsync("started");
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await origin.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task FlowsOfTheProxy_AreFoundShownAndSentAgain()
    {
        await ProximityProcess.GetThroughAsync(started, origin.Url);

        JsonElement found = await AskAsync("flows", "search", "--filter", "status:200", "--fields", "id,status");
        JsonElement sent = await AskAsync("flows", "resend", "1");
        JsonElement all = await AskAsync("flows", "search", "--fields", "id");

        Assert.Equal("""[{"id":1,"status":200}]""", found.GetProperty("flows").GetRawText());
        Assert.Equal((2, 200), (sent.GetProperty("id").GetInt64(), sent.GetProperty("status").GetInt32()));
        Assert.Equal("""[{"id":2},{"id":1}]""", all.GetProperty("flows").GetRawText());
    }

    [Fact]
    public async Task SameCall_GivesTheSameJsonByHttpAndByCtl()
    {
        await ProximityProcess.GetThroughAsync(started, origin.Url);

        foreach (var (path, words) in ((string, string[])[])
        [
            ("api/flows?limit=5", ["flows", "search", "--limit", "5"]), ("api/flows/1", ["flows", "get", "1"]),
            ("api/flows/1/body?count=3", ["flows", "body", "1", "--count", "3"]), ("api/stats?by=host", ["flows", "stats", "--by", "host"]),
            ("api/fields", ["filter", "fields"]), ("api/options", ["options", "list"]),
        ])
        {
            var answer = await AskAsync(words);
            Assert.Equal(answer.GetRawText(), await GetAsync(path));
        }
    }

    [Fact]
    public async Task RecordingThatIsOff_LeavesFlowsOut()
    {
        await AskAsync("recording", "set", "false");
        await ProximityProcess.GetThroughAsync(started, origin.Url);
        await AskAsync("recording", "set", "true");
        await ProximityProcess.GetThroughAsync(started, origin.Url);

        var found = await AskAsync("flows", "search", "--fields", "id");

        Assert.Equal("""[{"id":2}]""", found.GetProperty("flows").GetRawText());
    }

    [Fact]
    public async Task OptionThatMayChange_DoesAndTheOthersAreRefused()
    {
        var changed = await AskAsync("options", "set", "--set", "timeout=77");
        var shown = await AskAsync("options", "list");
        await using var refused = Ctl("options", "set", "--set", "port=77");

        Assert.Equal("""["timeout"]""", changed.GetProperty("changed").GetRawText());
        Assert.Contains("\"name\":\"timeout\",\"value\":\"77\"", shown.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((1, "", "port cannot change while the proxy runs.\n"), await refused.EndAsync());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost.")]
    public async Task InspectorThroughTheProxy_IsRefusedByEverySpelling(string host)
    {
        var port = new Uri(started.GetProperty("inspector").GetString()!).Port;
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(started.GetProperty("proxyUrl").GetString()), UseProxy = true };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{host}:{port}/"));

        using var response = await client.SendAsync(request);

        HttpStatusCode[] refusals = [HttpStatusCode.LoopDetected, HttpStatusCode.BadGateway, HttpStatusCode.Forbidden];
        Assert.Contains(response.StatusCode, refusals);
        Assert.Contains("flow: ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProxyThatHasStopped_IsFoundNoMore()
    {
        proxy.Signal(Interrupt);
        await proxy.EndAsync();
        await using var asked = Ctl("proxy", "status");

        var (code, _, error) = await asked.EndAsync();

        Assert.Equal(2, code);
        Assert.StartsWith("No proxy of yours with an inspector runs here.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void FileOfARunningProxy_IsItsOwnersAlone()
    {
        if (!OperatingSystem.IsWindows())
        {
            var file = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "proximity", "running")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task AddressThatOtherMachinesReach_IsRefused()
    {
        await using var refused = Start("--ephemeral-port", "--ui", "0.0.0.0:8081");

        var (code, _, error) = await refused.EndAsync();

        Assert.Equal(2, code);
        Assert.StartsWith("--ui is 0.0.0.0:8081, which other machines reach", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoUi_StartsNoInspector()
    {
        await using var without = Start("--ephemeral-port", "--no-ui");

        Assert.False((await without.EventAsync("started")).TryGetProperty("inspector", out _));
    }

    private async Task<JsonElement> AskAsync(params string[] words)
    {
        await using var asked = Ctl([.. words, "--json"]);
        var (code, output, error) = await asked.EndAsync();
        Assert.Equal((0, ""), (code, error));
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task<string> GetAsync(string path)
    {
        var file = Directory.GetFiles(Path.Combine(folder.Path, "proximity", "running")).Single();
        using var running = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        using var client = new HttpClient();
        var token = running.RootElement.GetProperty("token").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.GetStringAsync(new Uri(new Uri(running.RootElement.GetProperty("url").GetString()!), path));
    }

    private ProximityProcess Ctl(params string[] words) => Start(["ctl", .. words]);

    private ProximityProcess Start(params string[] words) => ProximityProcess.Start(
        ProximityProcess.BuiltProgram, words, environment: new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder.Path });
}
