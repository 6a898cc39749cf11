using System.Runtime.InteropServices;

namespace Proximity.Wires;

/// <summary>
/// How many descriptors the system lets this process have (getrlimit(2)), on 64-bit Linux and macOS; elsewhere there is no such limit. The
/// system always gives the lowest free number, so the number of a new descriptor tells how many are in use in the whole process.
/// </summary>
internal static unsafe partial class DescriptorLimit
{
    private const string LibC = "libc";

    /// <summary>What macOS admits at most, whatever the hard limit says (OPEN_MAX).</summary>
    private const ulong MacMost = 10_240;

    /// <summary>No count of descriptors reaches this: a limit beyond it is none.</summary>
    private const ulong Endless = int.MaxValue;

    /// <summary>F_DUPFD_CLOEXEC on Linux.</summary>
    private const int DuplicateCloseOnExec = 1030;

    private static bool IsKnown => Environment.Is64BitProcess && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS());

    private static int NumberOfFiles => OperatingSystem.IsMacOS() ? 8 : 7;

    /// <summary>
    /// The limit, after it has been raised as far as that is allowed; null when there is none, or the system does not say.
    /// </summary>
    public static int? Read()
    {
        try
        {
            return IsKnown ? ReadRaised() : null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>How many descriptors are open now; 0 when the system does not say.</summary>
    public static int CountOpen()
    {
        try
        {
            // One is that of the folder itself.
            string folder = OperatingSystem.IsMacOS() ? "/dev/fd" : "/proc/self/fd";
            return IsKnown ? Math.Max(0, Directory.GetFileSystemEntries(folder).Length - 1) : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>True when the number that the system would give next is below the ceiling.</summary>
    /// <param name="ceiling">The first number that is too high.</param>
    /// <param name="descriptor">Any open one: it is duplicated for a moment.</param>
    public static bool HasRoomBelow(int ceiling, int descriptor)
    {
        // fcntl(2) is variadic. Such arguments go on the stack on Apple silicon, where an import passes them in registers; dup(2) is not. A
        // program that is started in that moment inherits its copy there, which fcntl avoids on Linux.
        int lowest = OperatingSystem.IsMacOS() ? Duplicate(descriptor) : Control(descriptor, DuplicateCloseOnExec, 0);
        if (lowest >= 0)
        {
            _ = Close(lowest);
        }

        return lowest >= 0 && lowest < ceiling;
    }

    private static int? ReadRaised()
    {
        // struct rlimit: the present limit, and how far it may be raised.
        ulong* limits = stackalloc ulong[2];
        if (GetLimit(NumberOfFiles, limits) != 0)
        {
            return null;
        }

        ulong highest = OperatingSystem.IsMacOS() ? Math.Min(limits[1], MacMost) : limits[1];
        if (limits[0] < highest)
        {
            // The runtime has mostly done so before. Where it is refused, the present limit holds.
            ulong present = limits[0];
            limits[0] = highest;
            limits[0] = SetLimit(NumberOfFiles, limits) == 0 ? highest : present;
        }

        return limits[0] >= Endless ? null : (int)limits[0];
    }

    [LibraryImport(LibC, EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limits);

    [LibraryImport(LibC, EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* limits);

    [LibraryImport(LibC, EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport(LibC, EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport(LibC, EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
