using System.Diagnostics;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>A command in a terminal, which util-linux's <c>script</c> makes. Every wait is bounded; a command that is left over is killed.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;

    public Terminal(string command, string? configurationFolder = null)
    {
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--flush", "--command", "exec " + command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // script runs the command in a shell, and Ctrl+C reaches every process of the terminal. Some shells wait beside the command and then die of the signal they got
        // (dash: 130, whatever the command ended with), others replace themselves by it (bash). With "exec" in the same shell everywhere, the end is the program's own.
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["XDG_CONFIG_HOME"] = configurationFolder ?? Path.Combine(AppContext.BaseDirectory, "no-configuration");
        process = Process.Start(start)!;
    }

    /// <summary>Reads up to the next line that holds this text.</summary>
    public async Task<string> LineAsync(string part)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line.Trim();
            }
        }

        Assert.Fail($"The command ended without a line with \"{part}\".");
        return string.Empty;
    }

    public async Task PressAsync(char key)
    {
        await process.StandardInput.WriteAsync(key);
        await process.StandardInput.FlushAsync();
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
