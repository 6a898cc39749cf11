using System.Runtime.InteropServices;

namespace Proximity.Wires.Linux;

/// <summary>
/// The system calls of Linux that the event loops make. Blittable all the way, so that a call costs no marshalling; the error number is
/// asked for only after a failure. The constants are those of x86-64 and AArch64, which agree on all of them.
/// </summary>
internal static unsafe partial class Kernel
{
    public const int EpollCloseOnExec = 0x80000;
    public const int EpollAdd = 1;
    public const int EpollRemove = 2;
    public const int EpollModify = 3;
    public const uint EventIn = 0x1;
    public const uint EventOut = 0x4;
    public const uint EventError = 0x8;
    public const uint EventHangUp = 0x10;
    public const uint EventReadHangUp = 0x2000;
    public const uint EventExclusive = 1u << 28;
    public const uint EventEdge = 1u << 31;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int NoSignal = 0x4000;
    public const int Peek = 0x2;
    public const int DoNotWait = 0x40;
    public const int ShutWrite = 1;
    public const int ShutBoth = 2;
    public const int Stream = 1;
    public const int Tcp = 6;
    public const int NoDelay = 1;
    public const int SocketLevel = 1;
    public const int SocketError = 4;
    public const int Linger = 13;
    public const int KeepAlive = 9;
    public const int KeepIdle = 4;
    public const int KeepInterval = 5;
    public const int KeepCount = 6;
    public const int SetPipeSize = 1031;
    public const uint SpliceMove = 1;
    public const uint SpliceNonBlocking = 2;
    public const uint SpliceMore = 4;
    public const int MapReadWrite = 0x3;
    public const int MapSharedAndPopulated = 0x8001;
    public const nint SetUpRing = 425;
    public const nint EnterRing = 426;
    public const uint EnterAndWait = 1;

    private const string LibC = "libc";

    /// <summary>The error number of the call that just failed.</summary>
    public static int LastError => Marshal.GetLastSystemError();

    [LibraryImport(LibC, EntryPoint = "epoll_create1")]
    public static partial int CreateEpoll(int flags);

    [LibraryImport(LibC, EntryPoint = "epoll_ctl")]
    public static partial int ControlEpoll(int epoll, int operation, int descriptor, byte* interest);

    [LibraryImport(LibC, EntryPoint = "epoll_wait")]
    public static partial int WaitEpoll(int epoll, byte* events, int capacity, int milliseconds);

    [LibraryImport(LibC, EntryPoint = "eventfd")]
    public static partial int CreateEvent(uint initial, int flags);

    [LibraryImport(LibC, EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport(LibC, EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport(LibC, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(LibC, EntryPoint = "socket")]
    public static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport(LibC, EntryPoint = "connect")]
    public static partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport(LibC, EntryPoint = "accept4")]
    public static partial int Accept(int descriptor, byte* address, uint* length, int flags);

    [LibraryImport(LibC, EntryPoint = "getsockname")]
    public static partial int GetLocalAddress(int descriptor, byte* address, uint* length);

    [LibraryImport(LibC, EntryPoint = "setsockopt")]
    public static partial int SetOption(int descriptor, int level, int option, void* value, uint length);

    [LibraryImport(LibC, EntryPoint = "getsockopt")]
    public static partial int GetOption(int descriptor, int level, int option, void* value, uint* length);

    [LibraryImport(LibC, EntryPoint = "recv")]
    public static partial nint Receive(int descriptor, void* buffer, nuint count, int flags);

    [LibraryImport(LibC, EntryPoint = "send")]
    public static partial nint Send(int descriptor, void* buffer, nuint count, int flags);

    [LibraryImport(LibC, EntryPoint = "shutdown")]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(LibC, EntryPoint = "pipe2")]
    public static partial int CreatePipe(int* ends, int flags);

    [LibraryImport(LibC, EntryPoint = "fcntl")]
    public static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport(LibC, EntryPoint = "splice")]
    public static partial nint Splice(int from, nint* fromOffset, int to, nint* toOffset, nuint count, uint flags);

    [LibraryImport(LibC, EntryPoint = "mmap")]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport(LibC, EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint length);

    /// <summary>io_uring_setup(2), which the C library does not wrap.</summary>
    [LibraryImport(LibC, EntryPoint = "syscall")]
    public static partial nint CallSetUpRing(nint number, uint entries, void* parameters);

    /// <summary>io_uring_enter(2), likewise.</summary>
    [LibraryImport(LibC, EntryPoint = "syscall")]
    public static partial nint CallEnterRing(
        nint number, int ring, uint toSubmit, uint toWaitFor, uint flags, void* signals, nuint signalsLength);
}
