using System.Globalization;
using System.Text;
using Proximity.Protocol;

namespace Proximity.Flows;

/// <summary>
/// Writes a head as a block. What stands here keeps a changed message from breaking its own lines or gaining new ones; whether the block is
/// good HTTP is the strict parser's to say. Everything is checked before the first byte is written.
/// </summary>
internal static class HeadTextWriter
{
    public static bool TryWriteRequest(HeadText text, ByteBuffer output)
    {
        (string method, string url, string version) = (text.First, text.Second, text.Third);
        HeaderLine[] lines = text.Headers.Lines;
        if (!IsToken(method) || !IsToken(url) || !IsToken(version) || !Array.TrueForAll(lines, IsWritable))
        {
            return false;
        }

        Write(output, method, url, version, lines);
        return true;
    }

    public static bool TryWriteResponse(HeadText text, int status, ByteBuffer output)
    {
        (string version, string reason) = (text.First, text.Third);
        HeaderLine[] lines = text.Headers.Lines;
        if (!IsToken(version) || status is < 100 or > 999 || !IsLatin1Line(reason) || !Array.TrueForAll(lines, IsWritable))
        {
            return false;
        }

        Write(output, version, status.ToString(CultureInfo.InvariantCulture), reason, lines);
        return true;
    }

    private static bool IsWritable(HeaderLine line) =>
        line.Name.Length > 0
        && !line.Name.AsSpan().ContainsAny(' ', ':')
        && IsLatin1Line(line.Name)
        && IsLatin1Line(line.Value);

    private static bool IsToken(string part) => part.Length > 0 && !part.Contains(' ', StringComparison.Ordinal) && IsLatin1Line(part);

    private static bool IsLatin1Line(string part) =>
        !part.AsSpan().ContainsAny('\r', '\n') && !part.AsSpan().ContainsAnyExceptInRange('\u0001', '\u00FF');

    private static void Write(ByteBuffer output, string first, string second, string third, HeaderLine[] lines)
    {
        WriteText(output, first);
        output.Write((byte)' ');
        WriteText(output, second);
        output.Write((byte)' ');
        WriteText(output, third);
        output.Write("\r\n"u8);
        foreach (HeaderLine line in lines)
        {
            WriteField(output, line);
        }

        output.Write("\r\n"u8);
    }

    private static void WriteField(ByteBuffer output, HeaderLine line)
    {
        if (line.Received.IsEmpty)
        {
            WriteText(output, line.Name);
            output.Write(": "u8);
            WriteText(output, line.Value);
        }
        else
        {
            // The name and the value were checked; between and around them the line holds a colon, spaces and tabs only.
            output.Write(line.Received.Span);
        }

        output.Write("\r\n"u8);
    }

    private static void WriteText(ByteBuffer output, string text) =>
        output.Advance(Encoding.Latin1.GetBytes(text, output.Reserve(text.Length)));
}
