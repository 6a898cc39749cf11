namespace Proximity.Protocol.Http2.Hpack;

/// <summary>Writes strings in the code of RFC 7541 Appendix B.</summary>
internal static class HuffmanEncoder
{
    /// <summary>How many bytes a string has when it is encoded.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        long bits = 0;
        foreach (byte symbol in text)
        {
            bits += HuffmanCode.Lengths[symbol];
        }

        return (int)((bits + 7) / 8);
    }

    /// <summary>Appends the encoded string, padded with the first bits of the end of a string, which are ones (RFC 7541 §5.2).</summary>
    /// <param name="text">What is encoded.</param>
    /// <param name="length">Its <see cref="LengthOf"/>.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ReadOnlySpan<byte> text, int length, ByteBuffer output)
    {
        Span<byte> room = output.Reserve(length);
        ulong bits = 0;
        int count = 0;
        int written = 0;
        foreach (byte symbol in text)
        {
            int codeBits = HuffmanCode.Lengths[symbol];
            bits = (bits << codeBits) | HuffmanCode.CodeOf(symbol);
            count += codeBits;
            while (count >= 8)
            {
                count -= 8;
                room[written++] = (byte)(bits >> count);
            }
        }

        if (count > 0)
        {
            room[written++] = (byte)((bits << (8 - count)) | (0xFFu >> count));
        }

        output.Advance(written);
    }
}
