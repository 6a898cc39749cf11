using System.Diagnostics;
using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Tests.CommandLine;

public sealed class CompletionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("proximity --po", "--port")]
    [InlineData("proximity r", "run")]
    [InlineData("proximity ca ", "path,export,trust,untrust,check,--help")]
    [InlineData("proximity ca trust --n", "--nss")]
    [InlineData("proximity flows st", "stats")]
    [InlineData("proximity flows stats --b", "--by")]
    [InlineData("proximity flows /etc/hos", "/etc/host.conf,/etc/hostname,/etc/hosts")]
    [InlineData("proximity --strictness ", "strict,lenient")]
    [InlineData("proximity --color a", "auto,always")]
    [InlineData("proximity run --port", "")]
    [InlineData("proximity --port ", "")]
    [InlineData("proximity run -- ls /etc/host", "/etc/host.conf,/etc/hostname,/etc/hosts")]
    [InlineData("proximity completion ", "bash,zsh,fish,pwsh,--help")]
    public async Task Bash_Completes(string line, string words)
    {
        Assert.SkipWhen(!File.Exists("/bin/bash"), "There is no bash.");
        var script = folder.Write("completion.bash", Script("bash"));
        string[] parts = line.Split(' ');
        var driver = $"source '{script}'; COMP_WORDS=({string.Join(' ', parts.Select(part => $"'{part}'"))}); COMP_CWORD={parts.Length - 1}; _proximity; printf '%s\\n' \"${{COMPREPLY[@]}}\"";

        var completed = (await RunAsync("bash", "-c", driver)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var expected = words.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith('/') || File.Exists(word));
        Assert.Equal(expected.Order(), completed.Order());
    }

    /// <summary>A program is often in several folders of the search path: /bin and /usr/bin, say.</summary>
    [Fact]
    public async Task Bash_NamesAProgramOnce()
    {
        Assert.SkipWhen(!File.Exists("/bin/bash"), "There is no bash.");
        var script = folder.Write("completion.bash", Script("bash"));
        var driver = $"source '{script}'; proximity_one() {{ :; }}; proximity_two() {{ :; }}; alias proximity_one=ls; "
            + "COMP_WORDS=(proximity run -- proximity_); COMP_CWORD=3; _proximity; printf '%s\\n' \"${COMPREPLY[@]}\"";

        var completed = await RunAsync("bash", "-c", driver);

        Assert.Equal("proximity_one\nproximity_two\n", completed);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Script_IsOneOfItsShell(string shell)
    {
        Assert.SkipWhen(!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, shell))), $"There is no {shell}.");

        Assert.Equal(string.Empty, await RunAsync(shell, "-n", folder.Write("script", Script(shell))));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void EveryOptionAndCommand_IsInTheScript(string shell)
    {
        var command = new ProximityCommand();
        var script = Script(shell);

        Assert.All(command.Root.Options, option => Assert.Contains(shell == "fish" ? $"-l {option.Name[2..]} " : option.Name, script, StringComparison.Ordinal));
        Assert.All(command.Root.Subcommands, sub => Assert.Contains(sub.Name, script, StringComparison.Ordinal));
    }

    private static string Script(string shell)
    {
        using var output = new StringWriter();
        Assert.Equal(0, new ProximityCommand().Parse(["completion", shell]).Invoke(new System.CommandLine.InvocationConfiguration { Output = output }));
        return output.ToString();
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal((0, string.Empty), (process.ExitCode, await error));
        return output;
    }
}
