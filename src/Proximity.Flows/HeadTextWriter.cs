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
        HeaderLine[] lines = text.Headers.Lines;
        if (!Array.TrueForAll(lines, static line => line.IsWritable))
        {
            return false;
        }

        ReadOnlySpan<byte> received = text.ReceivedStartLine;
        if (IsPlain(received) && IsThreeWords(received))
        {
            return WriteReceived(output, received, lines);
        }

        (string method, string url, string version) = (text.First, text.Second, text.Third);
        if (!IsToken(method) || !IsToken(url) || !IsToken(version))
        {
            return false;
        }

        Write(output, method, url, version, lines);
        return true;
    }

    public static bool TryWriteResponse(HeadText text, ByteBuffer output)
    {
        HeaderLine[] lines = text.Headers.Lines;
        if (!Array.TrueForAll(lines, static line => line.IsWritable))
        {
            return false;
        }

        ReadOnlySpan<byte> received = text.ReceivedStartLine;
        if (IsPlain(received) && received.Count((byte)' ') >= 2)
        {
            return WriteReceived(output, received, lines);
        }

        (string version, string reason) = (text.First, text.Third);
        int status = ProxyResponse.ParseStatus(text.Second);
        if (!IsToken(version) || status is < 100 or > 999 || !Latin1Line.Is(reason))
        {
            return false;
        }

        Write(output, version, status.ToString(CultureInfo.InvariantCulture), reason, lines);
        return true;
    }

    private static bool IsToken(string part) => part.Length > 0 && !part.Contains(' ', StringComparison.Ordinal) && Latin1Line.Is(part);

    private static bool IsThreeWords(ReadOnlySpan<byte> line)
        => line.Count((byte)' ') == 2 && line[0] != ' ' && line[^1] != ' ' && line.IndexOf("  "u8) < 0;

    /// <summary>True for a received line that can be sent as it came.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> startLine) => !startLine.IsEmpty && !startLine.ContainsAny((byte)'\r', (byte)'\n', (byte)0);

    private static void Write(ByteBuffer output, string first, string second, string third, HeaderLine[] lines)
    {
        WriteText(output, first);
        output.Write((byte)' ');
        WriteText(output, second);
        output.Write((byte)' ');
        WriteText(output, third);
        WriteFields(output, lines);
    }

    private static bool WriteReceived(ByteBuffer output, ReadOnlySpan<byte> startLine, HeaderLine[] lines)
    {
        output.Write(startLine);
        WriteFields(output, lines);
        return true;
    }

    private static void WriteFields(ByteBuffer output, HeaderLine[] lines)
    {
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
            output.Write(line.Received.Span);
        }

        output.Write("\r\n"u8);
    }

    private static void WriteText(ByteBuffer output, string text) =>
        output.Advance(Encoding.Latin1.GetBytes(text, output.Reserve(text.Length)));
}
