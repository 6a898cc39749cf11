using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proximity.Cli.Running;

/// <summary>
/// Looks at the system's limit of open files before anything else is loaded. Below what a start takes, the runtime would end the process
/// with "Out of memory" at the first assembly that it cannot open. How many connections have room above that, the proxy says when it
/// starts.
/// </summary>
internal static unsafe partial class OpenFilesLimit
{
    /// <summary>
    /// What the program opens until it listens, measured, and a few more. The runtime keeps one or two descriptors for each assembly.
    /// </summary>
    private const int Least = 116;

    /// <summary>The same, compiled ahead of time.</summary>
    private const int LeastWithoutAssemblies = 48;

    /// <summary>With these the proxy starts too, whatever the options: the settings that say what it takes are not read yet.</summary>
    private const int Enough = 320;
    private const int EnoughWithoutAssemblies = 192;

    /// <summary>The limit when it is too low to start; null when it is not, or there is none.</summary>
    public static int? Refusal()
    {
        if (!Environment.Is64BitProcess || !(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
        {
            return null;
        }

        // struct rlimit: the present limit, and how far it may be raised, which the runtime has done.
        ulong* limits = stackalloc ulong[2];
        return GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, limits) == 0 && limits[0] < (ulong)Needed() ? (int)limits[0] : null;
    }

    /// <summary>Says so; the exit code.</summary>
    public static int Refuse(int limit)
    {
        StandardStreams.Errors.WriteLine($"A limit of {limit} open files is too low to start; {Sufficient()} are enough (ulimit -n).");
        return ExitCode.Failed;
    }

    private static int Needed() => RuntimeFeature.IsDynamicCodeSupported ? Least : LeastWithoutAssemblies;

    private static int Sufficient() => RuntimeFeature.IsDynamicCodeSupported ? Enough : EnoughWithoutAssemblies;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limits);
}
