using System.Diagnostics;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Runs a program to its end, within a bounded time, and captures what it says.</summary>
public static class ProcessRunner
{
    /// <summary>Runs with these arguments.</summary>
    public static Task<ProgramResult> RunAsync(string tool, params string[] arguments) => RunAsync(Start(tool, arguments), Limits.Program, null);

    /// <summary>Runs it and hands its standard output to a reader instead of keeping it.</summary>
    public static Task<ProgramResult> RunAsync(string tool, string[] arguments, TimeSpan limit, Func<Stream, Task<string>>? readOutput = null)
        => RunAsync(Start(tool, arguments), limit, readOutput);

    /// <summary>Starts a program without a proxy or configuration from the environment.</summary>
    public static Process Start(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool.Contains('/') ? tool : Tool.Find(tool))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Ends this very process, and what it started, if it still runs.</summary>
    public static async Task EndAsync(Process process)
    {
        using (process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync().WithinStep();
        }
    }

    private static async Task<ProgramResult> RunAsync(Process process, TimeSpan limit, Func<Stream, Task<string>>? readOutput)
    {
        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = readOutput?.Invoke(process.StandardOutput.BaseStream) ?? process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            using CancellationTokenSource enough = Limits.After(limit);
            try
            {
                await process.WaitForExitAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} ran longer than {limit}: {await error}");
            }

            return new ProgramResult(process.ExitCode, await output, await error);
        }
    }
}
