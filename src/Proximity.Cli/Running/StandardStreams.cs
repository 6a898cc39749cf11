using System.Runtime.InteropServices;
using System.Text;

namespace Proximity.Cli.Running;

/// <summary>
/// Standard output and standard error, also where a supervisor has closed them. The next file that a process opens takes a closed
/// descriptor's number: what was meant for a reader would go
/// into a file or a socket of the runtime's then.
/// </summary>
internal static partial class StandardStreams
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private const int UsualWidth = 80;

    // fcntl(2): F_GETFD and FD_CLOEXEC, the same on every Unix.
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    // ioctl(2): TIOCGWINSZ on Linux; rows, columns, and two numbers that nobody fills.
    private const ulong LinuxWindowSize = 0x5413;

    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard error; what is written to it is lost where it is closed or cannot be written.</summary>
    public static TextWriter Errors { get; } = IsClosed(ErrorDescriptor) ? TextWriter.Null : new TolerantWriter(Console.Error);

    /// <summary>True when a person reads standard output.</summary>
    public static bool OutputIsTerminal { get; } = !IsClosed(OutputDescriptor) && !Console.IsOutputRedirected;

    /// <summary>True when a person reads standard error.</summary>
    public static bool ErrorIsTerminal { get; } = !IsClosed(ErrorDescriptor) && !Console.IsErrorRedirected;

    /// <summary>How many columns the terminal has; 80 where that cannot be known.</summary>
    public static int Width
    {
        get
        {
            if (OperatingSystem.IsLinux())
            {
                // The console of the runtime would put the terminal into another mode first.
                Span<ushort> size = stackalloc ushort[4];
                var descriptor = OutputIsTerminal ? OutputDescriptor : ErrorDescriptor;
                return GetWindowSize(descriptor, LinuxWindowSize, size) == 0 && size[1] > 0 ? size[1] : UsualWidth;
            }

            try
            {
                return Console.WindowWidth is > 0 and var width ? width : UsualWidth;
            }
            catch (Exception exception) when (exception is IOException or PlatformNotSupportedException)
            {
                return UsualWidth;
            }
        }
    }

    /// <summary>Standard input for bytes.</summary>
    public static Stream OpenInput() => Console.OpenStandardInput();

    /// <summary>Standard output; writing fails where it is closed.</summary>
    public static Stream OpenOutput() => IsClosed(OutputDescriptor) ? new ClosedOutput() : Console.OpenStandardOutput();

    /// <summary>Standard output for text, which gathers it until it is flushed.</summary>
    public static TextWriter OpenOutputText() => new StreamWriter(OpenOutput(), WithoutMark, bufferSize: 16 * 1024, leaveOpen: true);

    /// <summary>
    /// True when the descriptor is none, or one that this process has opened itself: those are closed when a program is started, the
    /// standard ones never.
    /// </summary>
    private static bool IsClosed(int descriptor)
        => !OperatingSystem.IsWindows()
            && GetDescriptorFlags(descriptor, GetFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetDescriptorFlags(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetWindowSize(int descriptor, ulong request, Span<ushort> size);
}
