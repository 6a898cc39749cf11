using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Proximity.Access;

/// <summary>Asks Linux about one connection (sock_diag(7)): one message, one answer, whatever number of connections there are.</summary>
internal static partial class SocketDiagnosis
{
    // socket(2): AF_NETLINK; SOCK_RAW and SOCK_CLOEXEC; NETLINK_SOCK_DIAG.
    private const int NetlinkFamily = 16;
    private const int RawAndCloseOnExec = 3 | 0x80000;
    private const int DiagnosisProtocol = 4;

    // SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, AF_INET, AF_INET6, IPPROTO_TCP.
    private const ushort ByFamily = 20;
    private const ushort IsRequest = 1;
    private const byte Ipv4 = 2;
    private const byte Ipv6 = 10;
    private const byte Tcp = 6;

    // struct nlmsghdr, then struct inet_diag_req_v2; in the answer struct inet_diag_msg, whose last member is the inode.
    private const int HeaderBytes = 16;
    private const int RequestBytes = HeaderBytes + 56;
    private const int AnswerBytes = HeaderBytes + 72;
    private const int SocketAt = HeaderBytes + 8;
    private const int InodeAt = AnswerBytes - 4;

    /// <summary>The number of the socket that has a connection; null when there is none, or the kernel does not answer.</summary>
    /// <param name="own">Its end.</param>
    /// <param name="other">The other end.</param>
    public static uint? FindInode(IPEndPoint own, IPEndPoint other)
    {
        Span<byte> request = stackalloc byte[RequestBytes];
        request.Clear();
        Write(request, own, other);
        using var socket = new SafeFileHandle(Open(NetlinkFamily, RawAndCloseOnExec, DiagnosisProtocol), ownsHandle: true);
        if (socket.IsInvalid || Send(socket, request, request.Length, 0) != request.Length)
        {
            return null;
        }

        // The kernel has answered before sending returned.
        Span<byte> answer = stackalloc byte[1024];
        nint length = Receive(socket, answer, answer.Length, 0);
        if (length < AnswerBytes || BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) != ByFamily)
        {
            return null;
        }

        uint inode = MemoryMarshal.Read<uint>(answer[InodeAt..]);
        return inode == 0 ? null : inode;
    }

    private static void Write(Span<byte> request, IPEndPoint own, IPEndPoint other)
    {
        MemoryMarshal.Write(request, RequestBytes);
        MemoryMarshal.Write(request[4..], ByFamily);
        MemoryMarshal.Write(request[6..], IsRequest);
        request[HeaderBytes] = own.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6 : Ipv4;
        request[HeaderBytes + 1] = Tcp;

        // In every state; of any interface; whatever its cookie.
        request.Slice(HeaderBytes + 4, 4).Fill(0xFF);
        request[^8..].Fill(0xFF);
        Span<byte> id = request[SocketAt..];
        BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)own.Port);
        BinaryPrimitives.WriteUInt16BigEndian(id[2..], (ushort)other.Port);
        own.Address.TryWriteBytes(id[4..], out _);
        other.Address.TryWriteBytes(id[20..], out _);
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeFileHandle socket, ReadOnlySpan<byte> message, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeFileHandle socket, Span<byte> message, nint length, int flags);
}
