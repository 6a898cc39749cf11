using System.Diagnostics;

namespace Proximity.Flows.Tests.Formats;

/// <summary>Runs a program that is installed on this machine.</summary>
internal static class RealTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What it printed, both streams; a program that fails fails the test.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            string said = await output + await errors;
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {said}");
            return said;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
