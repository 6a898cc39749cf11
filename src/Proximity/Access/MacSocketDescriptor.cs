using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proximity.Access;

#pragma warning disable CS0649, CS0169, IDE0051, IDE0044, S1144 // The system fills it, and most of it is there for its place alone.

/// <summary>
/// What macOS says of a descriptor that is a socket: <c>struct socket_fdinfo</c> of <c>sys/proc_info.h</c>. The members stand in the order
/// of the header, so that the layout is the compiler's as it is there.
/// </summary>
internal struct MacSocketDescriptor
{
    /// <summary>SOCKINFO_TCP.</summary>
    public const int TcpKind = 2;

    /// <summary>INI_IPV4.</summary>
    public const byte Ipv4 = 1;

    /// <summary>INI_IPV6.</summary>
    public const byte Ipv6 = 2;

    /// <summary>An IPv4 address stands behind its padding (<c>struct in4in6_addr</c>).</summary>
    private const int Ipv4At = 12;

    public FileInfo File;
    public StatInfo Stat;
    public ulong Socket;
    public ulong ControlBlock;
    public int Type;
    public int Protocol;
    public int Family;
    public short Options;
    public short Linger;
    public short State;
    public short QueueLength;
    public short IncompleteQueueLength;
    public short QueueLimit;
    public short Timeout;
    public ushort Error;
    public uint OutOfBandMark;
    public BufferInfo Received;
    public BufferInfo Sent;
    public int Kind;
    public uint Reserved;
    public ProtocolInfo Inner;

    /// <summary>True when it is the TCP connection between these two.</summary>
    /// <param name="own">The end of the program that has the descriptor.</param>
    /// <param name="other">The other end.</param>
    public readonly bool Connects(IPEndPoint own, IPEndPoint other)
        => Kind == TcpKind
            && IsPort(Inner.Tcp.OwnPort, own.Port)
            && IsPort(Inner.Tcp.OtherPort, other.Port)
            && IsAddress(Inner.Tcp.OwnAddress, own.Address)
            && IsAddress(Inner.Tcp.OtherAddress, other.Address);

    /// <summary>The low two bytes are the port, in network order.</summary>
    private static bool IsPort(int stored, int port)
        => (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)stored) : (ushort)stored) == port;

    /// <summary>A socket of both families has an IPv4 address within an IPv6 one (RFC 4291 §2.5.5.2), in its last four bytes.</summary>
    private readonly bool IsAddress(ReadOnlySpan<byte> stored, IPAddress address)
    {
        Span<byte> wanted = stackalloc byte[16];
        return address.TryWriteBytes(wanted, out int length)
            && (address.AddressFamily == AddressFamily.InterNetwork
                ? (Inner.Tcp.Version & Ipv4) != 0 && stored[Ipv4At..].SequenceEqual(wanted[..length])
                : (Inner.Tcp.Version & Ipv6) != 0 && stored.SequenceEqual(wanted[..length]));
    }

    /// <summary><c>struct proc_fileinfo</c>.</summary>
    public struct FileInfo
    {
        public uint OpenFlags;
        public uint Status;
        public long Offset;
        public int Type;
        public uint GuardFlags;
    }

    /// <summary><c>struct vinfo_stat</c>.</summary>
    public struct StatInfo
    {
        public uint Device;
        public ushort Mode;
        public ushort LinkCount;
        public ulong Inode;
        public uint UserId;
        public uint GroupId;
        public Times Times;
        public long Size;
        public long Blocks;
        public int BlockSize;
        public uint Flags;
        public uint Generation;
        public uint SpecialDevice;
        public long Spare;
        public long OtherSpare;
    }

    /// <summary>Seconds and nanoseconds of four times.</summary>
    [InlineArray(8)]
    public struct Times
    {
        private long first;
    }

    /// <summary><c>struct sockbuf_info</c>.</summary>
    public struct BufferInfo
    {
        public uint Count;
        public uint HighWater;
        public uint MemoryCount;
        public uint MemoryLimit;
        public uint LowWater;
        public short Flags;
        public short Timeout;
    }

    /// <summary>The union of all protocols; that of Unix sockets, two numbers and two addresses of 255 bytes, is the largest.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 528)]
    public struct ProtocolInfo
    {
        [FieldOffset(0)]
        public InternetInfo Tcp;
    }

    /// <summary><c>struct in_sockinfo</c>, with which <c>struct tcp_sockinfo</c> begins.</summary>
    public struct InternetInfo
    {
        public int OtherPort;
        public int OwnPort;
        public ulong Generation;
        public uint Flags;
        public uint Flow;
        public byte Version;
        public byte TimeToLive;
        public uint Reserved;
        public Address OtherAddress;
        public Address OwnAddress;
    }

    /// <summary>An address of either family; both unions have the alignment of their widest member.</summary>
    [InlineArray(4)]
    public struct AddressWords
    {
        private uint first;
    }

    /// <summary>The bytes of an address.</summary>
    public struct Address
    {
        public AddressWords Words;

        public static implicit operator ReadOnlySpan<byte>(in Address address)
            => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in address.Words, 1));
    }
}
