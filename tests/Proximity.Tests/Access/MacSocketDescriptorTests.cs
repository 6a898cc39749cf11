using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proximity.Access;

namespace Proximity.Tests.Access;

/// <summary>The layout that macOS fills, as its headers have it, on whatever system this runs; and what is read in it.</summary>
public class MacSocketDescriptorTests
{
    /// <summary>Where <c>soi_proto</c> begins, and in it the members of <c>in_sockinfo</c>.</summary>
    private const int InnerAt = 264;

    private static readonly IPEndPoint Own = IPEndPoint.Parse("127.0.0.1:50123");
    private static readonly IPEndPoint Other = IPEndPoint.Parse("127.0.0.1:8080");

    [Fact]
    public void Sizes_AreThoseOfTheHeaders()
    {
        Assert.Equal(792, Unsafe.SizeOf<MacSocketDescriptor>());
        Assert.Equal(24, Unsafe.SizeOf<MacSocketDescriptor.FileInfo>());
        Assert.Equal(136, Unsafe.SizeOf<MacSocketDescriptor.StatInfo>());
        Assert.Equal(24, Unsafe.SizeOf<MacSocketDescriptor.BufferInfo>());
        Assert.Equal(64, Unsafe.SizeOf<MacSocketDescriptor.InternetInfo>());
        Assert.Equal(8, Unsafe.SizeOf<MacProcessTable.Descriptor>());
    }

    [Theory]
    [InlineData(nameof(MacSocketDescriptor.Stat), 24)]
    [InlineData(nameof(MacSocketDescriptor.Socket), 160)]
    [InlineData(nameof(MacSocketDescriptor.Type), 176)]
    [InlineData(nameof(MacSocketDescriptor.Family), 184)]
    [InlineData(nameof(MacSocketDescriptor.OutOfBandMark), 204)]
    [InlineData(nameof(MacSocketDescriptor.Received), 208)]
    [InlineData(nameof(MacSocketDescriptor.Sent), 232)]
    [InlineData(nameof(MacSocketDescriptor.Kind), 256)]
    [InlineData(nameof(MacSocketDescriptor.Inner), InnerAt)]
    public void Members_StandWhereTheHeadersHaveThem(string member, int offset)
        => Assert.Equal(offset, (int)Marshal.OffsetOf<MacSocketDescriptor>(member));

    [Theory]
    [InlineData(nameof(MacSocketDescriptor.InternetInfo.OwnPort), 4)]
    [InlineData(nameof(MacSocketDescriptor.InternetInfo.Version), 24)]
    [InlineData(nameof(MacSocketDescriptor.InternetInfo.OtherAddress), 32)]
    [InlineData(nameof(MacSocketDescriptor.InternetInfo.OwnAddress), 48)]
    public void MembersOfTcp_StandWhereTheHeadersHaveThem(string member, int offset)
        => Assert.Equal(offset, (int)Marshal.OffsetOf<MacSocketDescriptor.InternetInfo>(member));

    [Fact]
    public void OwnEndAndOtherEnd_AreTheConnection()
    {
        MacSocketDescriptor socket = Read(Bytes(Own, Other));

        Assert.True(socket.Connects(Own, Other));
        Assert.False(socket.Connects(Other, Own));
        Assert.False(socket.Connects(new IPEndPoint(Own.Address, Own.Port + 1), Other));
        Assert.False(socket.Connects(Own, new IPEndPoint(IPAddress.Parse("127.0.0.2"), Other.Port)));
    }

    [Fact]
    public void Ipv6_IsReadWhole()
    {
        var own = IPEndPoint.Parse("[::1]:50123");
        var other = IPEndPoint.Parse("[::1]:8080");
        MacSocketDescriptor socket = Read(Bytes(own, other));

        Assert.True(socket.Connects(own, other));
        Assert.False(socket.Connects(new IPEndPoint(IPAddress.Parse("0.0.0.1"), own.Port), other));
    }

    [Fact]
    public void SocketOfAnotherProtocol_IsNoConnection()
    {
        byte[] bytes = Bytes(Own, Other);
        bytes[256] = 3;

        Assert.False(Read(bytes).Connects(Own, Other));
    }

    private static MacSocketDescriptor Read(byte[] bytes) => MemoryMarshal.Read<MacSocketDescriptor>(bytes);

    /// <summary>What the system would write for a TCP socket.</summary>
    private static byte[] Bytes(IPEndPoint own, IPEndPoint other)
    {
        byte[] bytes = new byte[792];
        bytes[256] = 2;
        Write(bytes.AsSpan(InnerAt), 0, 32, other);
        Write(bytes.AsSpan(InnerAt), 4, 48, own);
        return bytes;
    }

    private static void Write(Span<byte> inner, int portAt, int addressAt, IPEndPoint end)
    {
        BinaryPrimitives.WriteUInt16BigEndian(inner[portAt..], (ushort)end.Port);
        byte[] address = end.Address.GetAddressBytes();
        inner[24] = (byte)(address.Length == 4 ? 1 : 2);
        address.CopyTo(inner[(addressAt + 16 - address.Length)..]);
    }
}
