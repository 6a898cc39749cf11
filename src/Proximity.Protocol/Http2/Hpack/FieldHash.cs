using System.Buffers.Binary;
using System.Numerics;

namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// A hash to find fields in tables by. It is not keyed: a peer that makes fields collide makes a search through at most one table of 4 KiB,
/// which is bounded.
/// </summary>
internal static class FieldHash
{
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    public static uint OfName(ReadOnlySpan<byte> name) => (uint)(Mix((ulong)name.Length, name) >> 32);

    public static uint Of(uint nameHash, ReadOnlySpan<byte> value)
        => (uint)(Mix(((ulong)nameHash << 32) | (uint)value.Length, value) >> 32);

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Step(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        ulong tail = 0;
        foreach (byte value in bytes)
        {
            tail = (tail << 8) | value;
        }

        return Step(hash, tail);
    }

    private static ulong Step(ulong hash, ulong word)
    {
        ulong mixed = (hash ^ word) * Factor;
        return mixed ^ BitOperations.RotateLeft(mixed, 31);
    }
}
