using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>However the program is asked to end, and whatever its output is, the flows are not lost.</summary>
public sealed class EndingTests : IDisposable
{
    private const int SigHup = 1;
    private const int SigQuit = 3;
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(SigHup, "SIGHUP")]
    [InlineData(SigQuit, "SIGQUIT")]
    [InlineData(SigTerm, "SIGTERM")]
    public async Task Signal_EndsWithTheExport(int signal, string name)
    {
        await using var origin = new TinyOrigin();
        var export = folder.File("flows.json");
        await using var proximity = Start("--export-file", export);
        await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url);

        proximity.Signal(signal);

        Assert.Equal(name, (await proximity.EventAsync("stopping")).GetProperty("reason").GetString());
        Assert.Equal(0, (await proximity.EndAsync()).Code);
        Assert.Equal(1, CountOf(await File.ReadAllTextAsync(export)));
    }

    [Fact]
    public async Task IgnoredHangUp_StaysIgnored()
    {
        await using var origin = new TinyOrigin();
        await using var proximity = Shell("trap '' HUP; exec \"$@\"");
        var started = await proximity.EventAsync("started");

        proximity.Signal(SigHup);

        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
        proximity.Signal(SigTerm);
        Assert.Equal("SIGTERM", (await proximity.EventAsync("stopping")).GetProperty("reason").GetString());
        Assert.Equal(0, (await proximity.EndAsync()).Code);
    }

    [Theory]
    [InlineData("exec \"$@\" >&-")]
    [InlineData("exec \"$@\" >&- 2>&-")]
    [InlineData("exec \"$@\" >&- <&-")]
    public async Task ClosedOutput_EndsCleanlyWithTheExport(string script)
    {
        await using var origin = new TinyOrigin();
        var export = folder.File("flows.json");
        var port = FreePort();
        await using var proximity = Shell(script, "--port", $"{port}", "--verbose", "--export-file", export);
        await WhenListeningAsync(port);
        Assert.Equal("hello", await ProximityProcess.GetThroughAsync($"http://127.0.0.1:{port}", origin.Url));

        proximity.Signal(SigTerm);

        Assert.Equal((0, string.Empty, string.Empty), await proximity.EndAsync());
        Assert.Equal(1, CountOf(await File.ReadAllTextAsync(export)));
    }

    [Fact]
    public async Task ReaderThatHasGone_EndsCleanlyWithTheExport()
    {
        await using var origin = new TinyOrigin();
        var export = folder.File("flows.json");
        var code = folder.File("code");
        var pid = folder.File("pid");
        var program = $"{ProximityProcess.BuiltProgram} --bind 127.0.0.1 --ephemeral-port --verbose --export-file {export}";
        var script = $"{{ {program} & echo $! > {pid}; wait $!; echo $? > {code}; }} | sed -u '/\"started\"/q'";
        await using var shell = ProximityProcess.Start("bash", ["-c", script]);
        var started = await shell.EventAsync("started");

        for (var request = 0; request < 3; request++)
        {
            Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
        }

        ProximityProcess.Signal(int.Parse(await File.ReadAllTextAsync(pid), System.Globalization.CultureInfo.InvariantCulture), SigTerm);
        await shell.EndAsync();
        Assert.Equal("0\n", await File.ReadAllTextAsync(code));
        Assert.Equal(3, CountOf(await File.ReadAllTextAsync(export)));
    }

    [Fact]
    public async Task Pipe_IsWrittenToAndStaysOne()
    {
        var pipe = folder.File("pipe");
        await MakePipeAsync(pipe);
        await using var proximity = Start("--export-file", pipe);
        await proximity.EventAsync("started");
        var reading = Task.Run(() => File.ReadAllTextAsync(pipe));

        proximity.Signal(SigTerm);

        Assert.Equal(0, (await proximity.EndAsync()).Code);
        Assert.Equal(0, CountOf(await reading));
        Assert.Equal([pipe], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("/dev/null", 0)]
    [InlineData("/dev/full", 1)]
    public async Task Device_IsWrittenTo(string device, int code)
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux(), "The device is Linux's.");
        await using var proximity = Start("--export-file", device);
        await proximity.EventAsync("started");

        proximity.Signal(SigTerm);

        Assert.Equal(code, (await proximity.EndAsync()).Code);
        Assert.Equal(0, new FileInfo(device).Length);
    }

    [Fact]
    public async Task Dash_IsStandardOutput_AndNothingElseIs()
    {
        await using var origin = new TinyOrigin();
        var port = FreePort();
        await using var proximity = Start("--port", $"{port}", "--verbose", "--export-file", "-");
        await WhenListeningAsync(port);
        await ProximityProcess.GetThroughAsync($"http://127.0.0.1:{port}", origin.Url);

        proximity.Signal(SigTerm);
        var (code, output, error) = await proximity.EndAsync();

        Assert.Equal((0, 1), (code, CountOf(output)));
        Assert.Contains("\"event\":\"flow\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlowsThatWerePruned_AreCounted()
    {
        await using var origin = new TinyOrigin();
        await using var proximity = Start("--max-flows", "2");
        var started = await proximity.EventAsync("started");
        for (var request = 0; request < 5; request++)
        {
            await ProximityProcess.GetThroughAsync(started, origin.Url);
        }

        proximity.Signal(SigTerm);
        var stopped = await proximity.EventAsync("stopped");

        Assert.Equal((2, 3), (stopped.GetProperty("flows").GetInt32(), stopped.GetProperty("prunedFlows").GetInt32()));
    }

    [Fact]
    public async Task TlsSecrets_AreTheOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var origin = new TinyTlsOrigin();
        var keys = folder.File("keys");
        await using var run = ProximityProcess.Start(
            ProximityProcess.BuiltProgram,
            ["run", "--ca-folder", folder.File("ca"), "--origin-ca", folder.Write("origin.pem", origin.Pem), "--", "curl", "-sS", origin.Url],
            environment: new Dictionary<string, string> { ["SSLKEYLOGFILE"] = keys });

        Assert.Equal((0, "secret", string.Empty), await run.EndAsync());
        Assert.NotEqual(0, new FileInfo(keys).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(keys).UnixFileMode);
    }

    private static ProximityProcess Start(params string[] arguments)
        => ProximityProcess.Start(["--bind", "127.0.0.1", .. arguments.Contains("--port") ? (string[])[] : ["--ephemeral-port"], .. arguments]);

    /// <summary>Starts the program by a shell's script, which finds it and its arguments in <c>$@</c>.</summary>
    private static ProximityProcess Shell(string script, params string[] arguments)
        => ProximityProcess.Start("sh", ["-c", script, "sh", ProximityProcess.BuiltProgram, "--bind", "127.0.0.1", .. arguments.Length == 0 ? (string[])["--ephemeral-port"] : arguments]);

    private static int CountOf(string json)
    {
        using var flows = JsonDocument.Parse(json);
        return flows.RootElement.EnumerateObject().Count();
    }

    /// <summary>
    /// One below those that systems give out by themselves, so that no connection of another test takes it before the program does.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one.
            }
        }
    }

    /// <summary>
    /// Tries until the port answers: the line that says so goes nowhere where the output is closed, and to standard error, which is read at
    /// its end, where the flows take the output.
    /// </summary>
    private static async Task WhenListeningAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120), TimeProvider.System);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            }
        }
    }

    private static async Task MakePipeAsync(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
