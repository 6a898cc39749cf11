namespace Proximity.Protocol.Messages;

/// <summary>
/// Finds where blocks end, in pieces cut anywhere. A line ends with CRLF, LF or CR, and a block with an empty line. A byte order mark at
/// the start of the stream is no part of the first line.
/// </summary>
internal struct SseScanner
{
    private byte markLength;
    private bool isStarted;
    private bool hasContent;

    /// <summary>An LF would be a part of the line end before it.</summary>
    private bool isBehindCarriageReturn;

    /// <summary>The length of the byte order mark that the stream begins with: 3, or 0 when there is none or not yet a whole one.</summary>
    public readonly int MarkLength => markLength == Mark.Length ? Mark.Length : 0;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads on up to the end of the block.</summary>
    /// <param name="bytes">What came behind the bytes scanned before.</param>
    /// <param name="length">How many are scanned: all of them, or those up to the end.</param>
    /// <returns>True when the block has ended.</returns>
    public bool Scan(ReadOnlySpan<byte> bytes, out int length)
    {
        length = isStarted ? 0 : TakeMark(bytes);
        while (length < bytes.Length)
        {
            if (TakeLineFeed(bytes, ref length))
            {
                continue;
            }

            int count = bytes[length..].IndexOfAny((byte)'\r', (byte)'\n');
            hasContent |= count != 0;
            if (count < 0)
            {
                length = bytes.Length;
                return false;
            }

            length += count;
            isBehindCarriageReturn = bytes[length++] == '\r';
            if (!hasContent)
            {
                TakeLineFeed(bytes, ref length);
                return true;
            }

            hasContent = false;
        }

        return false;
    }

    /// <summary>Takes an LF that belongs to the CR before it.</summary>
    public bool TakeLineFeed(ReadOnlySpan<byte> bytes, ref int length)
    {
        if (!isBehindCarriageReturn || length == bytes.Length)
        {
            return false;
        }

        isBehindCarriageReturn = false;
        bool isThere = bytes[length] == '\n';
        length += isThere ? 1 : 0;
        return isThere;
    }

    private int TakeMark(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < bytes.Length && markLength < Mark.Length && bytes[length] == Mark[markLength])
        {
            markLength++;
            length++;
        }

        isStarted = length < bytes.Length || markLength == Mark.Length;

        // What only begins as a mark is a part of the line.
        hasContent = isStarted && markLength > 0 && MarkLength == 0;
        return length;
    }
}
