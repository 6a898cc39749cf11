using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Proximity.Flows;

/// <summary>What the system says of a file beyond what .NET asks for: its kind, its owner, and whether a folder is everybody's.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">The user it belongs to; 0 where the system is not asked.</param>
/// <param name="IsShared">True for a folder in which everybody may make files, and only their owners remove them, such as /tmp.</param>
internal readonly partial record struct FileEntry(FileKind Kind, uint Owner, bool IsShared)
{
    private const int WriteAccess = 2;

    // statx(2) by its number, for not every C library has it: constants and layout are the same on every processor, other than those of
    // stat(2).
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicStatus = 0x7ff;
    private const int StatusBytes = 256;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;

    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;
    private const int FileKindBits = 0x8000;
    private const int LinkKind = 0xA000;

    /// <summary>The sticky bit, and that others may write.</summary>
    private const int Shared = 0x202;

    /// <summary>The user whose rights this process has.</summary>
    public static uint CurrentUser => OperatingSystem.IsLinux() ? GetEffectiveUser() : 0;

    /// <summary>
    /// Looks at a path. On systems other than Linux only what lies under <c>/dev</c>, and Windows' devices, count as streams.
    /// </summary>
    public static FileEntry Of(string path, bool followLinks)
    {
        nint number = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 332,
            Architecture.Arm64 => 291,
            _ => 0,
        };
        if (!OperatingSystem.IsLinux() || number == 0)
        {
            return new FileEntry(KindByName(path), Owner: 0, IsShared: false);
        }

        Span<byte> status = stackalloc byte[StatusBytes];
        if (ReadStatus(number, CurrentFolder, path, followLinks ? 0 : DoNotFollow, BasicStatus, ref MemoryMarshal.GetReference(status)) != 0)
        {
            return default;
        }

        int mode = BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]);
        FileKind kind = (mode & KindMask) switch
        {
            FolderKind => FileKind.Folder,
            FileKindBits => FileKind.File,
            LinkKind => FileKind.Link,
            _ => FileKind.Stream,
        };
        return new FileEntry(kind, BinaryPrimitives.ReadUInt32LittleEndian(status[OwnerOffset..]), (mode & Shared) == Shared);
    }

    /// <summary>False when this process may not write to what is there.</summary>
    public static bool MayWrite(string path) => OperatingSystem.IsWindows() || Access(path, WriteAccess) == 0;

    private static FileKind KindByName(string path)
        => path.StartsWith(OperatingSystem.IsWindows() ? @"\\.\" : "/dev/", StringComparison.Ordinal) ? FileKind.Stream
            : Directory.Exists(path) ? FileKind.Folder
            : File.Exists(path) ? FileKind.File
            : FileKind.Nothing;

    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadStatus(nint number, int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();
}
