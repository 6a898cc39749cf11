using System.Diagnostics;
using System.Runtime.InteropServices;
using Proximity.Cli.Authority;

namespace Proximity.Cli.Launching;

/// <summary>
/// Puts a bundle over the system's roots for one command and what it starts, and for nobody else: a mount in a namespace of its own (<c>unshare(1)</c>, <c>mount(8)</c>, Linux). The
/// administrator needs no more than that. Anybody else needs a user namespace in which to be allowed to mount, and a second one in it to be themselves again.
/// </summary>
/// <param name="machine">Whose store it is.</param>
internal sealed partial class PrivateStore(Machine machine)
{
    /// <summary>Binds the first argument over each path up to the empty one, and becomes the rest.</summary>
    private const string Script = "bundle=$1; shift; while [ -n \"$1\" ]; do mount --bind \"$bundle\" \"$1\" || exit 125; shift; done; shift; exec \"$@\"";

    private const int ProbeSeconds = 10;

    /// <summary>
    /// The program as a path, found before it is needed: a bare name would be looked for beside this program and in the current folder
    /// first, and a checked-out repository may hold a program of that name.
    /// </summary>
    private readonly string? unshare = ProgramSearch.Find("unshare", machine.Environment("PATH"));

    /// <summary>The words that start a command so; only where there is no <see cref="RefusalAsync"/>.</summary>
    /// <param name="bundlePath">What the command is to find in place of the system's roots.</param>
    /// <param name="words">The command, its program as a path.</param>
    public IReadOnlyList<string> Around(string bundlePath, IReadOnlyList<string> words)
    {
        string[] mounted = ["sh", "-c", Script, "sh", bundlePath, .. Stores, string.Empty];
        return UserId() == 0
            ? [unshare!, "--mount", "--propagation", "private", "--", .. mounted, .. words]
            : [unshare!, "--map-root-user", "--mount", "--", .. mounted, unshare!, $"--map-user={UserId()}", $"--map-group={GroupId()}", "--", .. words];
    }

    /// <summary>Tries it with a command that does nothing; a sentence when it is not possible here, otherwise null.</summary>
    public async Task<string?> RefusalAsync(string bundlePath)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "--private-trust needs mount namespaces, which Linux has. proximity ca trust changes the system's store for everybody.";
        }

        if (Stores.Length == 0)
        {
            return "--private-trust puts a file over the one with the system's roots, and this system has none that is known.";
        }

        if (unshare is null || ProgramSearch.Find("mount", machine.Environment("PATH")) is null)
        {
            return "--private-trust needs the programs unshare and mount, of util-linux. Are they installed, and in a folder of PATH?";
        }

        var start = new ProcessStartInfo(unshare, Around(bundlePath, ["true"]).Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        CommandEnvironment.RemoveOwn(start);
        using var probe = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(ProbeSeconds), TimeProvider.System);
        try
        {
            var error = await probe.StandardError.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await probe.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return probe.ExitCode == 0 ? null : $"--private-trust is not possible here, because this system does not permit the namespaces for it: {FirstLine(error)}";
        }
        catch (OperationCanceledException)
        {
            probe.Kill(entireProcessTree: true);
            return $"--private-trust is not possible here: a command that does nothing did not end within {ProbeSeconds} seconds.";
        }
    }

    /// <summary>The files of all kinds of systems that are there, without those that are another one's link: a mount over the target covers them.</summary>
    private string[] Stores => [.. SystemBundle.SystemFiles(machine).Select(Target).Distinct(StringComparer.Ordinal)];

    private static string Target(string file) => new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var line, ..] ? line : "it gave no reason.";

    [LibraryImport("libc", EntryPoint = "getuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint UserId();

    [LibraryImport("libc", EntryPoint = "getgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GroupId();
}
