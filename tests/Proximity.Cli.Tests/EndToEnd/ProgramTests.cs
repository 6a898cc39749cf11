using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

public sealed class ProgramTests : IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Help_IsPrintedUnderTheProgramsName()
    {
        await using var proximity = ProximityProcess.Start("--help");

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains("  proximity [command] [options]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsPrinted()
    {
        await using var proximity = ProximityProcess.Start("--version");

        var (code, output, _) = await proximity.EndAsync();

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    [Fact]
    public async Task Completion_SuggestsOptions()
    {
        await using var proximity = ProximityProcess.Start("[suggest:4]", "--po");

        Assert.Equal("--port", (await proximity.EndAsync()).Output.Trim());
    }

    [Theory]
    [InlineData("--port", "0", "--port is 0, but must be a whole number, 1..65535.")]
    [InlineData("--timeout", "301", "--timeout is 301, but must be a whole number, 1..300.")]
    [InlineData("--max-flows", "0", "--max-flows is 0, but must be a whole number, 1 or more.")]
    public async Task ValueOutOfRange_IsAnErrorWithCode2(string option, string value, string sentence)
    {
        await using var proximity = ProximityProcess.Start(option, value);

        Assert.Equal((2, string.Empty, $"{sentence}\nSee proximity --help.\n"), await proximity.EndAsync());
    }

    [Fact]
    public async Task NamedConfigurationMissing_IsAnErrorWithCode2()
    {
        var path = folder.File("missing.json");
        await using var proximity = ProximityProcess.Start("--config", path);

        Assert.Equal((2, string.Empty, $"The configuration file {path} does not exist.\nSee proximity --help.\n"), await proximity.EndAsync());
    }

    [Fact]
    public async Task ConfigurationFolder_IsReadAndTheCommandLineWins()
    {
        Directory.CreateDirectory(folder.File("proximity"));
        folder.Write("proximity/config.json", "{\"bind\":\"127.0.0.1\",\"timeout\":7,\"maxFlows\":5}");
        await using var proximity = ProximityProcess.Start(ProximityProcess.BuiltProgram, ["--ephemeral-port", "--max-flows", "6"], folder.Path);

        var started = await proximity.EventAsync("started");

        Assert.Equal((7, 6), (started.GetProperty("timeout").GetInt32(), started.GetProperty("maxFlows").GetInt32()));
        proximity.Signal(SigTerm);
        Assert.Equal(0, (await proximity.EndAsync()).Code);
    }

    [Fact]
    public async Task Request_IsProxiedAndShownAndExportedAtTheEnd()
    {
        await using var origin = new TinyOrigin();
        var export = folder.File("flows.json");
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--verbose", "--export-file", export);
        var started = await proximity.EventAsync("started");

        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));

        var flow = await proximity.EventAsync("flow");
        Assert.Equal((1, "GET", origin.Url, 200), (flow.GetProperty("id").GetInt32(), flow.GetProperty("method").GetString(), flow.GetProperty("url").GetString(), flow.GetProperty("status").GetInt32()));
        proximity.Signal(SigTerm);
        var stopped = await proximity.EventAsync("stopped");
        Assert.Equal((1, export), (stopped.GetProperty("flows").GetInt32(), stopped.GetProperty("exportFile").GetString()));
        Assert.Equal(0, (await proximity.EndAsync()).Code);
        Assert.Contains(origin.Url, await File.ReadAllTextAsync(export), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutVerbose_FlowsAreNotShown()
    {
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port");
        await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url);

        proximity.Signal(SigInt);
        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((0, string.Empty), (code, error));
        Assert.DoesNotContain("\"event\":\"flow\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportedFlows_AreThereAndExportedAgain()
    {
        var import = folder.Write("in.json", """[{"id":41,"request":{"method":"GET","url":"http://example.com/imported","version":"HTTP/1.1","headers":{}}}]""");
        var export = folder.File("out.json");
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--import-file", import, "--export-file", export);

        var started = await proximity.EventAsync("started");
        proximity.Signal(SigTerm);

        Assert.Equal(1, started.GetProperty("importedFlows").GetInt32());
        Assert.Equal(0, (await proximity.EndAsync()).Code);
        Assert.Contains("http://example.com/imported", await File.ReadAllTextAsync(export), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CredentialsFile_DecidesWhoIsServed()
    {
        await using var origin = new TinyOrigin();
        var users = folder.Write("users", "alice:secret\n");
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--proxy-auth-file", users);
        var started = await proximity.EventAsync("started");

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => ProximityProcess.GetThroughAsync(started, origin.Url));
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, refused.StatusCode);
        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url, new NetworkCredential("alice", "secret")));

        proximity.Signal(SigTerm);
        Assert.DoesNotContain("secret", (await proximity.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportFileUnreadable_IsAnErrorWithCode2()
    {
        var import = folder.Write("in.json", "not json");
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--import-file", import);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, string.Empty), (code, output));
        Assert.StartsWith($"The flows in {import} (--import-file) cannot be imported: it is no JSON. A file ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HarFile_IsNotImportedAsNothing()
    {
        var import = folder.Write("in.har", """{"log":{"version":"1.2","entries":[{"request":{}}]}}""");
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--import-file", import);

        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(2, code);
        Assert.Contains("it is a HAR file without an HTTP exchange", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyExport_IsImportedAsNothing()
    {
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--import-file", folder.Write("in.json", "{}"));

        Assert.Equal(0, (await proximity.EventAsync("started")).GetProperty("importedFlows").GetInt32());
    }

    [Theory]
    [InlineData("missing/flows.json")]
    [InlineData("")]
    public async Task ExportFileUnwritable_IsAnErrorWithCode2AtTheStart(string name)
    {
        var export = Path.Combine(folder.Path, name);
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--export-file", export);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, string.Empty), (code, output));
        Assert.StartsWith($"--export-file is {export}, where nothing can be written: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortTaken_IsASentenceWithCode1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--port", $"{port}");

        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal((1, $"Port {port} is already in use on 127.0.0.1. Choose another with --port, or let the system choose with --ephemeral-port.\n"), (code, error));
    }

    [Theory]
    [InlineData("--bind", "not an address")]
    [InlineData("--bind", "192.0.2.1")]
    [InlineData("--upstream", "::::")]
    [InlineData("--upstream", "")]
    [InlineData("--upstream", "socks5://127.0.0.1:1080")]
    [InlineData("--allow-client", "/8")]
    [InlineData("--connect-port", "https")]
    [InlineData("--via", "two words")]
    [InlineData("--proxy-auth", "nocolon")]
    [InlineData("--proxy-auth-file", "missing")]
    public async Task WhatCannotBeUsed_IsOneSentenceInTheWordsOfTheLineWithCode2(string option, string value)
    {
        await using var proximity = ProximityProcess.Start("--ephemeral-port", option, value);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, string.Empty), (code, output));
        Assert.InRange(error.TrimEnd('\n').Split('\n').Length, 1, 2);
        Assert.True(option == "--proxy-auth-file" || error.Contains(option, StringComparison.Ordinal), error);
        Assert.DoesNotContain("(option ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upstreamProxy", "\"nohost\"")]
    [InlineData("upstreamProxy", "\"\"")]
    [InlineData("bind", "\"nowhere.invalid\"")]
    [InlineData("allowClients", "[\"/8\"]")]
    [InlineData("proxyAuth", "\"nocolon\"")]
    public async Task WhatTheFileMayNotSay_IsNamedByFileAndKeyWithCode2(string key, string value)
    {
        var file = folder.Write("c.json", $"{{\"{key}\":{value}}}");
        await using var proximity = ProximityProcess.Start("--ephemeral-port", "--config", file);

        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((2, string.Empty), (code, output));
        Assert.StartsWith($"{file}: \"{key}\" ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateThatCannotBeLoaded_IsASentenceWithCode2()
    {
        await using var proximity = ProximityProcess.Start("--ephemeral-port", "--mitm", "--ca-cert", folder.File("missing.pem"));

        var (code, _, error) = await proximity.EndAsync();

        Assert.Equal(2, code);
        Assert.StartsWith("--ca-cert cannot be used: ", error, StringComparison.Ordinal);
        Assert.Contains("missing.pem", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorPage_NamesTheOptionOfTheProgram()
    {
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port", "--verbose");
        var started = await proximity.EventAsync("started");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, started.GetProperty("port").GetInt32());
        await client.GetStream().WriteAsync("GET http://127.0.0.1:1/ HTTP/1.1\nHost: 127.0.0.1:1\n\n"u8.ToArray());
        using var reader = new StreamReader(client.GetStream());

        var page = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", page, StringComparison.Ordinal);
        Assert.Contains("(--strictness)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("(option ", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedExchange_IsAnErrorLine()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://{closed.LocalEndpoint}/";
        closed.Stop();
        await using var proximity = ProximityProcess.Start("--bind", "127.0.0.1", "--ephemeral-port");
        var started = await proximity.EventAsync("started");

        await Assert.ThrowsAsync<HttpRequestException>(() => ProximityProcess.GetThroughAsync(started, url));

        JsonElement error = await proximity.EventAsync("error");
        Assert.Equal("upstream_connect_failed", error.GetProperty("code").GetString());
        proximity.Signal(SigTerm);
        Assert.Equal(0, (await proximity.EndAsync()).Code);
    }

    public void Dispose() => folder.Dispose();
}
