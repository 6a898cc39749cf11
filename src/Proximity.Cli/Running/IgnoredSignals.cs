using System.Runtime.InteropServices;

namespace Proximity.Cli.Running;

/// <summary>Signals that the starter of this program has had ignored, as <c>nohup</c> does with SIGHUP: they stay ignored.</summary>
internal static partial class IgnoredSignals
{
    /// <summary>The number of SIGHUP on every Unix.</summary>
    private const int HangUpNumber = 1;

    /// <summary>Larger than <c>struct sigaction</c> of any system; the handler stands first in all of them.</summary>
    private const int ActionBytes = 512;

    /// <summary>SIG_IGN.</summary>
    private const nint Ignore = 1;

    /// <summary>True when a closed terminal is nothing to this program. Ask before a handler is registered.</summary>
    public static bool HangUp { get; } = !OperatingSystem.IsWindows() && IsIgnored(HangUpNumber);

    private static bool IsIgnored(int signal)
    {
        Span<byte> action = stackalloc byte[ActionBytes];
        return GetAction(signal, 0, ref MemoryMarshal.GetReference(action)) == 0 && MemoryMarshal.Read<nint>(action) == Ignore;
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAction(int signal, nint newAction, ref byte oldAction);
}
