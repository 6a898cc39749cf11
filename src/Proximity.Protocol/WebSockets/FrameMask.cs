using System.Buffers.Binary;
using System.Numerics;

namespace Proximity.Protocol.WebSockets;

/// <summary>Masks and unmasks payload, which is the same (RFC 6455 §5.3).</summary>
internal static class FrameMask
{
    /// <summary>Writes the masked source to the target; they may be the same memory.</summary>
    /// <param name="source">A stretch of payload.</param>
    /// <param name="target">As long as the source.</param>
    /// <param name="key">The key, its first byte lowest.</param>
    /// <param name="offset">How many payload bytes stand before this stretch.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, uint key, long offset)
    {
        uint turned = BitOperations.RotateRight(key, (int)(offset & 3) * 8);
        ulong twice = turned | ((ulong)turned << 32);
        int at = 0;
        for (; at + sizeof(ulong) <= source.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) ^ twice);
        }

        for (; at < source.Length; at++)
        {
            target[at] = (byte)(source[at] ^ (turned >> ((at & 3) * 8)));
        }
    }
}
