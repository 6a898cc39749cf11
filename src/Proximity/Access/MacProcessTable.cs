using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Proximity.Access;

/// <summary>
/// The programs of macOS: its processes, their descriptors, and what each socket of theirs is connected with (libproc). Of other users'
/// programs the system says nothing, unless the proxy runs as root.
/// </summary>
internal sealed partial class MacProcessTable : IProcessTable
{
    /// <summary>The most processes that are looked at. A connection of another one is not found.</summary>
    public const int MostProcesses = 16_384;

    /// <summary>The most descriptors of one process that are looked at.</summary>
    public const int MostDescriptors = 16_384;

    // PROC_ALL_PIDS, PROC_PIDLISTFDS, PROC_PIDFDSOCKETINFO, PROX_FDTYPE_SOCKET, PROC_PIDPATHINFO_MAXSIZE.
    private const uint AllProcesses = 1;
    private const int DescriptorList = 1;
    private const int SocketFlavor = 3;
    private const uint SocketType = 2;
    private const int MaxPathBytes = 4096;

    public string? Find(IPEndPoint own, IPEndPoint other)
    {
        int[] processes = new int[MostProcesses];
        int bytes = ListProcesses(AllProcesses, 0, processes, processes.Length * sizeof(int));
        var descriptors = new Descriptor[MostDescriptors];
        foreach (int process in processes.AsSpan(0, Math.Clamp(bytes / sizeof(int), 0, processes.Length)))
        {
            if (process > 0 && HasConnection(process, descriptors, own, other))
            {
                return NameOf(process);
            }
        }

        return null;
    }

    private static bool HasConnection(int process, Descriptor[] room, IPEndPoint own, IPEndPoint other)
    {
        // Zero or less: it has ended, or is another user's.
        int bytes = ListDescriptors(process, DescriptorList, 0, room, room.Length * Unsafe.SizeOf<Descriptor>());
        foreach (Descriptor descriptor in room.AsSpan(0, Math.Clamp(bytes / Unsafe.SizeOf<Descriptor>(), 0, room.Length)))
        {
            if (descriptor.Type == SocketType && Read(process, descriptor.Number) is { } socket && socket.Connects(own, other))
            {
                return true;
            }
        }

        return false;
    }

    private static MacSocketDescriptor? Read(int process, int descriptor)
    {
        int wanted = Unsafe.SizeOf<MacSocketDescriptor>();
        int read = DescribeSocket(process, descriptor, SocketFlavor, out MacSocketDescriptor socket, wanted);
        return read == wanted ? socket : null;
    }

    private static string? NameOf(int process)
    {
        byte[] path = new byte[MaxPathBytes];
        int length = FindPath(process, path, (uint)path.Length);
        return length > 0 ? Path.GetFileName(Encoding.UTF8.GetString(path, 0, Math.Min(length, path.Length))) : null;
    }

    [LibraryImport("libproc", EntryPoint = "proc_listpids", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ListProcesses(uint type, uint typeInformation, [Out] int[] processes, int bytes);

    [LibraryImport("libproc", EntryPoint = "proc_pidinfo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ListDescriptors(int process, int flavor, ulong argument, [Out] Descriptor[] descriptors, int bytes);

    [LibraryImport("libproc", EntryPoint = "proc_pidfdinfo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DescribeSocket(int process, int descriptor, int flavor, out MacSocketDescriptor socket, int bytes);

    [LibraryImport("libproc", EntryPoint = "proc_pidpath", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FindPath(int process, [Out] byte[] path, uint bytes);

    /// <summary><c>struct proc_fdinfo</c>.</summary>
    internal struct Descriptor
    {
        public int Number;
        public uint Type;
    }
}
