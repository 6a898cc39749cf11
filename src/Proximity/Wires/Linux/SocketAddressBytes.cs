using System.Buffers.Binary;
using System.Net;

namespace Proximity.Wires.Linux;

/// <summary>Socket addresses as the system's calls take and give them (ip(7), ipv6(7)).</summary>
internal static unsafe class SocketAddressBytes
{
    /// <summary>Room for the addresses of both families.</summary>
    public const int MaxLength = 28;

    public const int Ipv4 = 2;
    public const int Ipv6 = 10;

    private const int Ipv4Length = 16;
    private const int Ipv6Length = 28;

    /// <summary>Null for an address of another family.</summary>
    public static IPEndPoint? Read(byte* address)
    {
        var bytes = new ReadOnlySpan<byte>(address, MaxLength);
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return *(ushort*)address switch
        {
            Ipv4 => new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), port),
            Ipv6 => new IPEndPoint(new IPAddress(bytes.Slice(8, 16), *(uint*)(address + 24)), port),
            _ => null,
        };
    }

    /// <summary>Writes it; the result is its length.</summary>
    public static int Write(IPEndPoint endPoint, byte* address)
    {
        var bytes = new Span<byte>(address, MaxLength);
        bytes.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)endPoint.Port);
        if (endPoint.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            *(ushort*)address = Ipv4;
            endPoint.Address.TryWriteBytes(bytes[4..], out _);
            return Ipv4Length;
        }

        *(ushort*)address = Ipv6;
        endPoint.Address.TryWriteBytes(bytes[8..], out _);
        *(uint*)(address + 24) = (uint)endPoint.Address.ScopeId;
        return Ipv6Length;
    }
}
