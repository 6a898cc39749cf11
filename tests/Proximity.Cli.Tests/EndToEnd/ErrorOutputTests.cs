namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>A standard error that cannot be written takes the sentences, and leaves the exit code.</summary>
public sealed class ErrorOutputTests : IDisposable
{
    private const int SigTerm = 15;

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(2, "--port 0")]
    [InlineData(2, "--import-file /nonexistent --ephemeral-port")]
    [InlineData(2, "--config /nonexistent")]
    [InlineData(2, "completion nonsense")]
    [InlineData(127, "run -- /nonexistent")]
    public async Task FullErrorOutput_LeavesTheExitCode(int code, string line)
        => Assert.Equal(code, await CodeAsync("exec \"$@\" 2>/dev/full", line));

    [Theory]
    [InlineData("exec \"$@\" 2</dev/null")]
    [InlineData("trap '' XFSZ; ulimit -f 0; export DOTNET_EnableWriteXorExecute=0; exec \"$@\" 2>\"$XDG_CONFIG_HOME/errors\"")]
    public async Task ErrorOutputThatRefuses_LeavesTheExitCode(string script) => Assert.Equal(2, await CodeAsync(script, "--port 0"));

    [Fact]
    public async Task KeyLogWarning_DoesNotEndTheCommand()
    {
        string[] words = ["-c", "SSLKEYLOGFILE=/nonexistent/x exec \"$@\" 2>/dev/full", "sh", ProximityProcess.BuiltProgram, "run", "--"];
        Assert.Equal(5, await CodeAsync([.. words, "sh", "-c", "exit 5"]));
    }

    [Fact]
    public async Task FullOutputAndErrorOutput_OfAnExport_IsAFailure()
    {
        RequireLinux();
        string[] line = ["--export-file", "/dev/full", "--ephemeral-port", "--bind", "127.0.0.1"];
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start(
            "sh", ["-c", "exec \"$@\" 2>/dev/full", "sh", ProximityProcess.BuiltProgram, .. line], folder.Path);
        await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url);

        proximity.Signal(SigTerm);

        Assert.Equal(1, (await proximity.EndAsync()).Code);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("completion bash")]
    [InlineData("ca path")]
    public async Task FullOutputAndErrorOutput_IsAFailure(string line)
        => Assert.Equal(1, await CodeAsync("exec \"$@\" >/dev/full 2>/dev/full", line));

    [Fact]
    public async Task TooFewOpenFiles_LeavesTheExitCode()
        => Assert.Equal(1, await CodeAsync("ulimit -n 100; exec \"$@\" 2>/dev/full", "--ephemeral-port"));

    [Fact]
    public async Task TerminalThatHasGone_LeavesTheExitCode()
    {
        RequireLinux();
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python makes the terminal");

        // The child's standard error is a terminal whose other end is closed: each write to it is EIO.
        const string Script = """
            import os, subprocess, sys
            master, slave = os.openpty()
            os.close(master)
            sys.exit(subprocess.run(sys.argv[1:], stderr=slave).returncode)
            """;
        await using var proximity = ProximityProcess.Start(
            "/usr/bin/python3", ["-c", Script, ProximityProcess.BuiltProgram, "--port", "0"], folder.Path);
        Assert.Equal(2, (await proximity.EndAsync()).Code);
    }

    public void Dispose() => folder.Dispose();

    private Task<int> CodeAsync(string script, string line)
        => CodeAsync(["-c", script, "sh", ProximityProcess.BuiltProgram, .. line.Split(' ')]);

    private async Task<int> CodeAsync(string[] words)
    {
        RequireLinux();
        await using var proximity = ProximityProcess.Start("sh", words, folder.Path);
        return (await proximity.EndAsync()).Code;
    }

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
}
