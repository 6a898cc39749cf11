using System.ComponentModel;
using System.Diagnostics;
using Proximity.Cli.Authority;
using Proximity.Cli.Configuration;
using Proximity.Cli.Launching;
using Proximity.Cli.Running;

namespace Proximity.Cli.Browsing;

/// <summary>A browser that runs with a profile of its own. The profile goes when the browser has ended, which disposing does.</summary>
internal sealed class BrowserSession : IDisposable
{
    private const string Prefix = "proximity-browser-";

    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly TemporaryFiles files;

    private BrowserSession(Process process, TemporaryFiles files) => (this.process, this.files) = (process, files);

    /// <summary>The browser's process.</summary>
    public Process Process => process;

    /// <summary>Starts one.</summary>
    /// <param name="plan">Which, and how.</param>
    /// <param name="tools">The machine's programs.</param>
    /// <param name="adjust">Sets what becomes of the browser's own output; null to leave it as this program's.</param>
    /// <exception cref="BrowserException">It cannot be started.</exception>
    public static async Task<BrowserSession> StartAsync(BrowserPlan plan, ITools tools, Action<ProcessStartInfo>? adjust = null)
    {
        TemporaryFiles? files = null;
        try
        {
            files = new TemporaryFiles(Prefix);
            var start = new ProcessStartInfo(plan.Program.Path, await PrepareAsync(plan, files, tools).ConfigureAwait(false))
            {
                UseShellExecute = false,
            };
            CommandEnvironment.RemoveOwn(start);
            adjust?.Invoke(start);
            return new BrowserSession(Process.Start(start)!, files);
        }
        catch (Exception exception) when (exception is Win32Exception or ConfigurationException || FileProblem.IsOfWriting(exception))
        {
            files?.Dispose();
            throw new BrowserException($"{plan.Program.Path} cannot be started: {exception.Message}");
        }
        catch
        {
            files?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            process.Kill(entireProcessTree: true);

            // With a time, so that the end of its output, which a process of its own may hold open, is not waited for.
            process.WaitForExit(EndTime);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended.
        }

        process.Dispose();
        files.Dispose();
    }

    private static async Task<IReadOnlyList<string>> PrepareAsync(BrowserPlan plan, TemporaryFiles files, ITools tools)
    {
        var folder = Directory.CreateDirectory(files.PathOf("profile")).FullName;
        if (plan.Program.Kind == BrowserKind.Chromium)
        {
            return ChromiumProfile.Arguments(plan, folder);
        }

        await new FirefoxProfile(tools).WriteAsync(plan, folder).ConfigureAwait(false);
        return FirefoxProfile.Arguments(plan, folder);
    }
}
