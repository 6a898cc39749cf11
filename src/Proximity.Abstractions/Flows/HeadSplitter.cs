namespace Proximity.Flows;

/// <summary>
/// Cuts a head block into lines. It refuses nothing, whatever the bytes: the strict parser has judged the block before, and a record
/// of something odd should show it as it is. Every octet becomes one character (Latin-1), so nothing is lost.
/// </summary>
internal static class HeadSplitter
{
    public static HeadText Split(byte[] block, StartLineKind kind)
    {
        ReadOnlyMemory<byte> rest = block;
        ReadOnlyMemory<byte> startLine = TakeLine(ref rest);
        while (startLine.IsEmpty && !rest.IsEmpty)
        {
            // RFC 9112 §2.2: an empty line before the request line is to be ignored.
            startLine = TakeLine(ref rest);
        }

        return new HeadText(startLine, kind, SplitFields(rest));
    }

    /// <summary>Field lines, each with its CRLF, as names and values.</summary>
    public static KeyValuePair<string, string>[] Fields(ReadOnlySpan<byte> lines)
        => lines.IsEmpty ? [] : [.. SplitFields(lines.ToArray()).Select(line => KeyValuePair.Create(line.Name, line.Value))];

    private static HeaderLine[] SplitFields(ReadOnlyMemory<byte> rest)
    {
        var lines = new HeaderLine[CountFields(rest)];
        for (int index = 0; index < lines.Length; index++)
        {
            lines[index] = new HeaderLine(TakeLine(ref rest));
        }

        return lines;
    }

    private static int CountFields(ReadOnlyMemory<byte> rest)
    {
        int count = 0;
        while (!TakeLine(ref rest).IsEmpty)
        {
            count++;
        }

        return count;
    }

    private static ReadOnlyMemory<byte> TakeLine(ref ReadOnlyMemory<byte> rest)
    {
        int end = rest.Span.IndexOf("\r\n"u8);
        ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 2)..];
        return line;
    }
}
