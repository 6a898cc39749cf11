using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Proximity.Cli.Running;

namespace Proximity.Cli.Launching;

/// <summary>
/// While a command runs, signals are for it: this program stays until the command has ended. Those that a terminal sends, by Ctrl+C for instance, it sends to both, so that they need not
/// be passed on; sent twice, many programs take them for an order to stop at once. What somebody sent to this program alone is passed on, and kept until there is a command to pass it to:
/// a signal may come with the command's first word, before this program has learnt that it runs.
/// </summary>
internal sealed partial class CommandSignals : IDisposable
{
    private static readonly (PosixSignal Signal, int Number, bool IsTerminals)[] All =
    [
        (PosixSignal.SIGHUP, 1, true),
        (PosixSignal.SIGINT, 2, true),
        (PosixSignal.SIGQUIT, 3, true),
        (PosixSignal.SIGTERM, 15, false),
    ];

    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly Lock gate = new();
    private readonly List<int> kept = [];
    private Process? command;

    public CommandSignals()
    {
        var isHangUpIgnored = IgnoredSignals.HangUp;
        foreach (var (signal, number, isTerminals) in All.Where(entry => entry.Signal != PosixSignal.SIGHUP || !isHangUpIgnored))
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (!(isTerminals && IsInForeground()))
                {
                    PassOn(number);
                }
            }));
        }
    }

    /// <summary>The command runs now.</summary>
    public void Begin(Process process)
    {
        lock (gate)
        {
            command = process;
            kept.ForEach(PassOn);
        }
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void PassOn(int number)
    {
        lock (gate)
        {
            if (command is null)
            {
                kept.Add(number);
            }
            else if (!OperatingSystem.IsWindows() && !command.HasExited)
            {
                // On Windows every process of the console hears Ctrl+C, and the other signals are none.
                _ = Kill(command.Id, number);
            }
        }
    }

    /// <summary>True when the terminal's signals reach this program's group, and with it the command.</summary>
    private static bool IsInForeground()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            using var terminal = File.OpenHandle("/dev/tty");
            return GetForegroundGroup(terminal) == GetGroup();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no terminal.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetGroup();

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetForegroundGroup(SafeFileHandle terminal);
}
