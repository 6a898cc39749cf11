using System.Text.Unicode;

namespace Proximity.Protocol.Heads;

/// <summary>
/// Puts a head that breaks the grammar without doubt about its framing into the form that strict reading demands, line by line. The result goes through the same parser as every
/// other head and is what is forwarded, so that the next hop cannot read it otherwise. What is not mended stays as it is, and is refused there.
/// <list type="bullet">
/// <item>A line that ends with LF alone gets its CR (RFC 9112 §2.2).</item>
/// <item>Letters beyond ASCII in a request-target, in UTF-8, are percent-encoded (RFC 3986 §2.5).</item>
/// <item>A folded field line of a response is put into one, with a space at the fold (RFC 9112 §5.2); but never one that frames the body, and no fold of white space alone,
/// which readers take for the end of the head.</item>
/// <item>A control byte in a field value becomes a space (RFC 9110 §5.5), unless the proxy itself acts on the field.</item>
/// <item>A line of a final response that is no field is left out, unless it names framing or looks like the start of another
/// response.</item>
/// <item>A Content-Length of a response that repeats the same length becomes one (RFC 9112 §6.3).</item>
/// </list>
/// </summary>
internal static class HeadMender
{
    /// <summary>How many empty lines may stand before a request; strict reading skips one (RFC 9112 §2.2).</summary>
    public const int MaxEmptyLines = 16;

    private const int EncodedBytes = 3;

    /// <summary>
    /// The most bytes that come of a head: a CR more for each line, and two more for each byte of the start line that is encoded.
    /// </summary>
    public static int LongestResult(ReadOnlySpan<byte> received)
    {
        ReadOnlySpan<byte> startLine = received[..received.IndexOf((byte)'\n')];
        int encoded = 0;
        foreach (byte value in startLine)
        {
            encoded += value >= 0x80 ? 1 : 0;
        }

        return received.Length + received.Count((byte)'\n') + (encoded * (EncodedBytes - 1));
    }

    /// <summary>Writes the mended head and returns its length.</summary>
    /// <param name="received">A whole head; a CR stands before LF only.</param>
    /// <param name="isResponse">Which of the two kinds of messages it is: less of a request is mended.</param>
    /// <param name="output">Room for <see cref="LongestResult"/>.</param>
    public static int Mend(ReadOnlySpan<byte> received, bool isResponse, Span<byte> output)
    {
        ReadOnlySpan<byte> rest = received;
        ReadOnlySpan<byte> startLine = TakeLine(ref rest);
        int length = WriteStartLine(startLine, isResponse, output);
        bool isInterim = isResponse && startLine.Length > ResponseHead.StatusStart && startLine[ResponseHead.StatusStart] == '1';
        var fields = new FieldMender(isResponse, isInterim, output, length);
        while (!rest.IsEmpty)
        {
            fields.Add(TakeLine(ref rest));
        }

        return fields.Length;
    }

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> rest)
    {
        int lineFeed = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = rest[..lineFeed];
        rest = rest[(lineFeed + 1)..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private static int WriteStartLine(ReadOnlySpan<byte> line, bool isResponse, Span<byte> output)
    {
        // Only between the spaces: a percent sign would make a token of what is no method.
        int targetStart = isResponse ? line.Length : line.IndexOf((byte)' ') + 1;
        int targetEnd = isResponse ? line.Length : line.LastIndexOf((byte)' ');
        bool encodes = targetStart < targetEnd && Utf8.IsValid(line[targetStart..targetEnd]);
        int length = 0;
        for (int at = 0; at < line.Length; at++)
        {
            if (encodes && line[at] >= 0x80 && at >= targetStart && at < targetEnd)
            {
                output[length++] = (byte)'%';
                output[length++] = Digit(line[at] >> 4);
                output[length++] = Digit(line[at] & 0xF);
            }
            else
            {
                output[length++] = line[at];
            }
        }

        "\r\n"u8.CopyTo(output[length..]);
        return length + 2;
    }

    private static byte Digit(int value) => "0123456789ABCDEF"u8[value];
}
