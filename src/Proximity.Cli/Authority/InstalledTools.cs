using System.ComponentModel;
using System.Diagnostics;
using Proximity.Cli.Launching;

namespace Proximity.Cli.Authority;

/// <summary>The programs that are installed, found as a shell finds them, and where administrators' programs lie, which users' paths often leave out.</summary>
internal sealed class InstalledTools : ITools
{
    private static readonly string[] AdministratorsFolders = OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/sbin", "/usr/local/sbin"];

    public bool Has(string tool) => Find(tool) is not null;

    public async Task<ToolResult> RunAsync(string tool, params string[] arguments)
    {
        if (Find(tool) is not { } program)
        {
            return new ToolResult(-1, string.Empty, $"{tool} is not installed.");
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        CommandEnvironment.RemoveOwn(start);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().ConfigureAwait(false);
            return new ToolResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (Win32Exception exception)
        {
            return new ToolResult(-1, string.Empty, $"{tool} cannot be run: {exception.Message}");
        }
    }

    private static string? Find(string tool)
    {
        var name = OperatingSystem.IsWindows() ? tool + ".exe" : tool;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(AdministratorsFolders)
            .Select(folder => Path.GetFullPath(Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
