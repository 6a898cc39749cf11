using System.Globalization;
using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary><c>proximity run -- COMMAND</c>, with the programs themselves.</summary>
public sealed class RunCommandTests : IDisposable
{
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Curl_GoesThroughTheProxyAndTrustsIt()
    {
        await using var origin = new TinyTlsOrigin();
        var export = folder.File("flows.json");
        await using var run = Start("--origin-ca", folder.Write("origin.pem", origin.Pem), "--export-file", export, "--", "curl", "-sS", origin.Url);

        Assert.Equal((0, "secret", string.Empty), await run.EndAsync());
        using var flows = JsonDocument.Parse(await File.ReadAllTextAsync(export));
        var seen = flows.RootElement.EnumerateObject().Select(flow => flow.Value.GetProperty("request")).Select(request => $"{request.GetProperty("method")} {request.GetProperty("url")}");
        Assert.Equal(["CONNECT " + origin.Authority, "GET /"], seen);
    }

    /// <summary>What the program finds among the system's roots counts for origins too.</summary>
    [Fact]
    public async Task OriginOfTheSystemsRoots_NeedsNoOption()
    {
        await using var origin = new TinyTlsOrigin();
        await using var run = Start(["--", "curl", "-sS", origin.Url], ("SSL_CERT_FILE", folder.Write("roots.pem", origin.Pem)));

        Assert.Equal((0, "secret", string.Empty), await run.EndAsync());
    }

    [Fact]
    public async Task Verbose_ShowsFlowsOnStandardErrorAlone()
    {
        await using var origin = new TinyOrigin();
        await using var run = Start("--verbose", "--", "curl", "-sS", origin.Url);

        var (code, output, error) = await run.EndAsync();

        Assert.Equal((0, "hello"), (code, output));
        Assert.Contains($" 200 GET {origin.Url} ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoMitm_RelaysUnread()
    {
        await using var origin = new TinyTlsOrigin();
        var export = folder.File("flows.json");
        await using var run = Start("--no-mitm", "--export-file", export, "--", "curl", "-sS", "--cacert", folder.Write("origin.pem", origin.Pem), origin.Url);

        Assert.Equal((0, "secret", string.Empty), await run.EndAsync());
        using var flows = JsonDocument.Parse(await File.ReadAllTextAsync(export));
        Assert.Equal("CONNECT", Assert.Single(flows.RootElement.EnumerateObject()).Value.GetProperty("request").GetProperty("method").GetString());
    }

    [Fact]
    public async Task ProgramsOfOtherKinds_TrustItToo()
    {
        await using var origin = new TinyTlsOrigin();
        var roots = folder.Write("origin.pem", origin.Pem);
        await using var openssl = Start("--origin-ca", roots, "--", "sh", "-c", $"echo | openssl s_client -proxy ${{https_proxy#http://}} -connect {origin.Authority} -servername localhost -verify_return_error -brief 2>&1");
        Assert.Contains("Verification: OK", (await openssl.EndAsync()).Output, StringComparison.Ordinal);
        await using var git = Start("--origin-ca", roots, "--", "git", "ls-remote", origin.Url + "a.git");
        Assert.Equal((0, string.Empty, string.Empty), await git.EndAsync());
        const string Script = "const {https_proxy,NODE_EXTRA_CA_CERTS:ca}=process.env,u=new URL(https_proxy),a=process.argv[1];require('http').request({host:u.hostname,port:u.port,method:'CONNECT',path:a})"
            + ".on('connect',(_,socket)=>{const t=require('tls').connect({socket,servername:'localhost'},()=>{console.log(t.authorized);t.end()})}).end()";
        await using var node = Start("--origin-ca", roots, "--", "node", "-e", Script, origin.Authority);
        Assert.Equal((0, "true\n", string.Empty), await node.EndAsync());
    }

    [Theory]
    [InlineData(7, "exit 7")]
    [InlineData(0, "exit 0")]
    [InlineData(137, "kill -9 $$")]
    [InlineData(143, "kill -15 $$")]
    public async Task ExitCode_IsTheCommands(int code, string script)
    {
        await using var run = Start("--", "sh", "-c", script);

        Assert.Equal((code, string.Empty, string.Empty), await run.EndAsync());
    }

    [Fact]
    public async Task StandardStreams_AreTheCommands()
    {
        await using var run = Start("--", "sh", "-c", "cat; echo to-error >&2");

        await run.FeedAsync("line\n");

        Assert.Equal((0, "line\n", "to-error\n"), await run.EndAsync());
    }

    [Fact]
    public async Task OptionsOfTheCommand_AreTheCommands()
    {
        await using var run = Start("--", "echo", "--verbose", "--", "-x");

        Assert.Equal((0, "--verbose -- -x\n", string.Empty), await run.EndAsync());
    }

    [Theory]
    [InlineData("no-such-program", 127, "There is no program no-such-program: is it installed, and in a folder of PATH?")]
    [InlineData("./no-such-program", 127, "There is no program ./no-such-program: is it installed, and in a folder of PATH?")]
    [InlineData("/etc/passwd", 126, "/etc/passwd may not be executed: is it a program, and are you allowed to run it?")]
    public async Task CommandThatCannotBeStarted_IsASentence(string program, int code, string sentence)
    {
        var export = folder.Write("flows.json", "old");
        await using var run = Start("--export-file", export, "--", program);

        Assert.Equal((code, string.Empty, sentence + "\n"), await run.EndAsync());
        Assert.Equal("old", await File.ReadAllTextAsync(export));
    }

    [Theory]
    [InlineData(SigTerm, "TERM")]
    [InlineData(SigInt, "INT")]
    [InlineData(SigHup, "HUP")]
    public async Task Signal_GoesToTheCommandWhichIsWaitedFor(int signal, string name)
    {
        // In a session of its own there is no terminal that would send it to both.
        var command = $"trap \"echo got {name}; read answer; echo \\$answer; exit 9\" {name}; echo ready; while :; do sleep 0.05; done";
        var line = $"{ProximityProcess.BuiltProgram} run --ca-folder {folder.File("ca")} -- sh -c '{command}'";
        await using var run = ProximityProcess.Start("setsid", ["--wait", "sh", "-c", $"echo $$; exec {line}"]);
        var processId = int.Parse(await run.LineAsync(string.Empty), CultureInfo.InvariantCulture);
        await run.LineAsync("ready");

        ProximityProcess.Signal(processId, signal);

        Assert.Empty(await run.LineAsync($"got {name}"));
        await run.FeedAsync("waited for\n");
        Assert.Equal((9, "waited for\n", string.Empty), await run.EndAsync());
    }

    [Fact]
    public async Task CtrlC_IsTheCommandsAlone()
    {
        // SIGTERM is passed on behind whatever is passed on of Ctrl+C, and the shell counts what came before it.
        const string Script = "trap 'n=$((n+1))' INT; trap 'echo counted $n; exit 5' TERM; echo ready $PPID; "
            + "while [ -z $n ]; do sleep 0.05; done; echo pressed; while :; do sleep 0.05; done";
        var script = Script.Replace("$", "\\$", StringComparison.Ordinal);
        await using var terminal = new Terminal($"{ProximityProcess.BuiltProgram} run --ca-folder {folder.File("ca")} -- sh -c \"{script}\"");
        var processId = int.Parse((await terminal.LineAsync("ready")).Split(' ')[1], CultureInfo.InvariantCulture);

        await terminal.PressAsync('\x03');
        await terminal.LineAsync("pressed");
        ProximityProcess.Signal(processId, SigTerm);

        Assert.EndsWith("counted 1", await terminal.LineAsync("counted"), StringComparison.Ordinal);
        Assert.Equal(5, await terminal.EndAsync());
    }

    [Fact]
    public async Task Environment_IsTheUsersButForTheProxy()
    {
        await using var run = Start(["--", "env"], ("MINE", "kept"), ("NO_PROXY", "localhost"));

        var lines = (await run.EndAsync()).Output.Split('\n');

        Assert.Contains("MINE=kept", lines);
        Assert.Contains(lines, line => line.StartsWith("NO_PROXY=127.0.0.1:", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=", StringComparison.Ordinal));
        var bundle = Assert.Single(lines, line => line.StartsWith("SSL_CERT_FILE=", StringComparison.Ordinal))["SSL_CERT_FILE=".Length..];
        Assert.False(Directory.Exists(Path.GetDirectoryName(bundle)), "the folder is left over");
    }

    [Fact]
    public async Task ExportThatCannotWork_IsSaidBeforeTheCommandRuns()
    {
        var export = Path.Combine(folder.Path, "missing", "flows.json");
        var ran = folder.File("ran");
        await using var run = Start("--export-file", export, "--", "touch", ran);

        var (code, _, error) = await run.EndAsync();

        Assert.Equal(2, code);
        Assert.StartsWith($"--export-file is {export}, where nothing can be written: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(ran));
    }

    [Theory]
    [InlineData(1, "true")]
    [InlineData(6, "exit 6")]
    public async Task ExportThatFails_IsAnErrorUnlessTheCommandFailed(int code, string script)
    {
        var export = folder.File("out/flows.json");
        Directory.CreateDirectory(folder.File("out"));
        await using var run = Start("--export-file", export, "--", "sh", "-c", $"rm -r {folder.File("out")}; {script}");

        var end = await run.EndAsync();

        Assert.Equal(code, end.Code);
        Assert.StartsWith($"The flows cannot be written to {export}: ", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_AreNotTheCommands()
    {
        await using var run = Start(
            ["--", "env"],
            ("PROXIMITY_PROXY_AUTH", "user:secret1"),
            ("PROXIMITY_CA_PASSWORD", "secret2"),
            ("PROXIMITY_OTHER_TOKEN", "secret3"));

        var (code, output, _) = await run.EndAsync();

        Assert.Equal(0, code);
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandWithoutSeparator_IsNotEatenByAList()
    {
        await using var origin = new TinyOrigin();
        await using var run = Start("--insecure-origins", "localhost", "curl", "-sS", origin.Url);

        Assert.Equal((0, "hello", string.Empty), await run.EndAsync());
    }

    [Theory]
    [InlineData("--port", "--port is no option of proximity run.", "--port", "1", "--", "true")]
    [InlineData("--no-mitm", "The options for interception have an effect only without --no-mitm.", "--no-mitm", "--ca-cert", "x.pem", "--", "true")]
    [InlineData("--private-trust", "--no-mitm and --private-trust exclude each other.", "--no-mitm", "--private-trust", "--", "true")]
    public async Task WrongUse_IsAnErrorWithCode2(string option, string sentence, params string[] arguments)
    {
        await using var run = Start(arguments);

        Assert.Equal((2, string.Empty, $"{sentence}\nSee proximity run --help.\n"), await run.EndAsync());
        Assert.Contains(option, sentence, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private ProximityProcess Start(params string[] arguments) => Start(arguments, []);

    private ProximityProcess Start(string[] arguments, params (string Name, string Value)[] environment)
        => ProximityProcess.Start(ProximityProcess.BuiltProgram, ["run", .. arguments], folder.Path, environment.ToDictionary(variable => variable.Name, variable => variable.Value));
}
