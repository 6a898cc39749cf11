using System.Text;

namespace Proximity.Flows;

/// <summary>
/// Cuts a head block into strings. It refuses nothing, whatever the bytes: the strict parser has judged the block before, and a record
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

        (string first, string second, string third) = SplitStartLine(Encoding.Latin1.GetString(startLine.Span), kind);
        return new HeadText(first, second, third, SplitFields(rest));
    }

    private static (string First, string Second, string Third) SplitStartLine(string line, StartLineKind kind)
    {
        int firstSpace = line.IndexOf(' ', StringComparison.Ordinal);
        if (firstSpace < 0)
        {
            return (line, string.Empty, string.Empty);
        }

        int behind = firstSpace + 1;
        int secondSpace = kind == StartLineKind.Request ? line.LastIndexOf(' ') : line.IndexOf(' ', behind);
        return secondSpace < behind
            ? (line[..firstSpace], line[behind..], string.Empty)
            : (line[..firstSpace], line[behind..secondSpace], line[(secondSpace + 1)..]);
    }

    private static HeaderLine[] SplitFields(ReadOnlyMemory<byte> rest)
    {
        List<HeaderLine> lines = [];
        while (!rest.IsEmpty)
        {
            ReadOnlyMemory<byte> line = TakeLine(ref rest);
            if (line.IsEmpty)
            {
                break;
            }

            lines.Add(SplitField(line));
        }

        return [.. lines];
    }

    /// <summary>A line without a colon is kept as a value without a name; it can be seen, but not be written again.</summary>
    private static HeaderLine SplitField(ReadOnlyMemory<byte> line)
    {
        int colon = Math.Max(line.Span.IndexOf((byte)':'), 0);
        ReadOnlySpan<byte> value = line.Span[colon] == ':' ? line.Span[(colon + 1)..] : line.Span;
        return new HeaderLine(
            Encoding.Latin1.GetString(line.Span[..colon]),
            Encoding.Latin1.GetString(value.Trim(" \t"u8)),
            line);
    }

    private static ReadOnlyMemory<byte> TakeLine(ref ReadOnlyMemory<byte> rest)
    {
        int end = rest.Span.IndexOf("\r\n"u8);
        ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 2)..];
        return line;
    }
}
