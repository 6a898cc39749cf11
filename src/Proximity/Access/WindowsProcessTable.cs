using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Proximity.Access;

/// <summary>The programs of Windows: the system's table of connections says whose each is (GetExtendedTcpTable).</summary>
internal sealed partial class WindowsProcessTable : IProcessTable
{
    // TCP_TABLE_OWNER_PID_CONNECTIONS, AF_INET, AF_INET6, ERROR_INSUFFICIENT_BUFFER.
    private const int OwnersOfConnections = 4;
    private const int Ipv4 = 2;
    private const int Ipv6 = 23;
    private const uint TooSmall = 122;

    /// <summary>The table may grow between the question for its size and the one for its rows.</summary>
    private const int MostTries = 5;

    private const int FirstRowAt = 4;

    public string? Find(IPEndPoint own, IPEndPoint other)
    {
        bool isIpv6 = own.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] table = Read(isIpv6 ? Ipv6 : Ipv4);
        Row row = isIpv6 ? Row.OfIpv6 : Row.OfIpv4;
        int count = table.Length < FirstRowAt ? 0 : MemoryMarshal.Read<int>(table);
        for (int at = 0; at < count && FirstRowAt + ((at + 1) * row.Bytes) <= table.Length; at++)
        {
            ReadOnlySpan<byte> bytes = table.AsSpan(FirstRowAt + (at * row.Bytes), row.Bytes);
            if (row.Is(bytes, own, other))
            {
                return NameOf(MemoryMarshal.Read<int>(bytes[row.ProcessAt..]));
            }
        }

        return null;
    }

    private static byte[] Read(int family)
    {
        int size = 0;
        byte[] table = [];
        for (int tries = 0; tries < MostTries; tries++)
        {
            uint result = GetTable(table, ref size, isSorted: false, family, OwnersOfConnections, 0);
            if (result != TooSmall)
            {
                return result == 0 ? table : [];
            }

            table = new byte[size];
        }

        return [];
    }

    private static string? NameOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName;
        }
        catch (ArgumentException)
        {
            // It has ended.
            return null;
        }
    }

    [LibraryImport("iphlpapi.dll", EntryPoint = "GetExtendedTcpTable")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetTable(
        Span<byte> table, ref int size, [MarshalAs(UnmanagedType.Bool)] bool isSorted, int family, int tableClass, uint reserved);

    /// <summary>Where the members of MIB_TCPROW_OWNER_PID and MIB_TCP6ROW_OWNER_PID stand; ports are in network order.</summary>
    private readonly record struct Row(int Bytes, int OwnAt, int OwnPortAt, int OtherAt, int OtherPortAt, int AddressBytes, int ProcessAt)
    {
        public static Row OfIpv4 { get; } = new(24, 4, 8, 12, 16, 4, 20);

        public static Row OfIpv6 { get; } = new(56, 0, 20, 24, 44, 16, 52);

        public bool Is(ReadOnlySpan<byte> row, IPEndPoint own, IPEndPoint other)
            => IsEnd(row[OwnAt..], row[OwnPortAt..], own) && IsEnd(row[OtherAt..], row[OtherPortAt..], other);

        private bool IsEnd(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port, IPEndPoint end)
        {
            Span<byte> wanted = stackalloc byte[16];
            return BinaryPrimitives.ReadUInt16BigEndian(port) == end.Port
                && end.Address.TryWriteBytes(wanted, out int length)
                && address[..AddressBytes].SequenceEqual(wanted[..length]);
        }
    }
}
