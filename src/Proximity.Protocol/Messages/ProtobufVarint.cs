using System.Numerics;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Messages;

/// <summary>Numbers of one to ten bytes: seven bits in each, the lowest first, and the highest bit set on all but the last.</summary>
internal static class ProtobufVarint
{
    /// <summary>The longest varint in bytes.</summary>
    public const int MaxBytes = 10;

    private const byte More = 0x80;

    /// <summary>Reads a number. The one fault is more than ten bytes or 64 bits.</summary>
    /// <param name="bytes">The number from its first byte.</param>
    /// <param name="value">The number, when done.</param>
    /// <param name="length">How many bytes it has, when done; it need not be the shortest form.</param>
    public static ParseState Read(ReadOnlySpan<byte> bytes, out ulong value, out int length)
    {
        value = 0;
        for (length = 0; length < Math.Min(bytes.Length, MaxBytes); length++)
        {
            byte part = bytes[length];
            if (length == MaxBytes - 1 && part > 1)
            {
                return ParseState.Fault;
            }

            value |= (ulong)(part & ~More) << (7 * length);
            if ((part & More) == 0)
            {
                length++;
                return ParseState.Done;
            }
        }

        return ParseState.NeedMore;
    }

    /// <summary>How many bytes the shortest form has.</summary>
    public static int Length(ulong value) => Math.Max(1, (64 - BitOperations.LeadingZeroCount(value) + 6) / 7);

    /// <summary>Writes the shortest form; returns how many bytes it has.</summary>
    /// <param name="value">The number.</param>
    /// <param name="output">At least as many bytes as <see cref="Length"/>.</param>
    public static int Write(ulong value, Span<byte> output)
    {
        int length = 0;
        while (value >= More)
        {
            output[length++] = (byte)(value | More);
            value >>= 7;
        }

        output[length++] = (byte)value;
        return length;
    }
}
