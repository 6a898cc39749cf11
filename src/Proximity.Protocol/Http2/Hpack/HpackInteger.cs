namespace Proximity.Protocol.Http2.Hpack;

/// <summary>Integers with a prefix of some bits (RFC 7541 §5.1), bounded: nothing in a block of fields comes near the bound.</summary>
internal static class HpackInteger
{
    /// <summary>The first byte and what five more can say.</summary>
    public const int MaxBytes = 6;

    private const int MaxValue = (1 << 28) - 1;
    private const byte More = 0x80;

    /// <summary>Takes an integer off the front. False when it is cut off, or beyond the bound.</summary>
    /// <param name="bytes">What begins with it; what follows it, on success.</param>
    /// <param name="prefixBits">How many bits of the first byte belong to it.</param>
    /// <param name="value">The integer.</param>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> bytes, int prefixBits, out int value)
    {
        value = 0;
        if (bytes.IsEmpty)
        {
            return false;
        }

        int most = (1 << prefixBits) - 1;
        value = bytes[0] & most;
        bytes = bytes[1..];
        if (value < most)
        {
            return true;
        }

        long sum = value;
        for (int index = 0; index < bytes.Length && index < MaxBytes - 1; index++)
        {
            sum += (long)(bytes[index] & ~More) << (7 * index);
            if ((bytes[index] & More) == 0)
            {
                value = (int)Math.Min(sum, int.MaxValue);
                bytes = bytes[(index + 1)..];
                return sum <= MaxValue;
            }
        }

        return false;
    }

    /// <param name="pattern">What stands before the prefix in the first byte.</param>
    /// <param name="prefixBits">How many bits the integer has there.</param>
    /// <param name="value">The integer.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(byte pattern, int prefixBits, int value, ByteBuffer output)
    {
        int most = (1 << prefixBits) - 1;
        if (value < most)
        {
            output.Write((byte)(pattern | value));
            return;
        }

        output.Write((byte)(pattern | most));
        uint rest = (uint)(value - most);
        while (rest >= More)
        {
            output.Write((byte)(rest | More));
            rest >>= 7;
        }

        output.Write((byte)rest);
    }
}
