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
    /// <summary>False, and nothing is written, when the request would break its lines.</summary>
    /// <param name="text">The request.</param>
    /// <param name="output">Where to.</param>
    /// <param name="missingHost">The value of Host when the request has none, or an empty one; empty to write none.</param>
    public static bool TryWriteRequest(HeadText text, ByteBuffer output, ReadOnlySpan<byte> missingHost)
    {
        HeaderLine[] lines = text.Headers.Lines;
        if (!Array.TrueForAll(lines, static line => line.IsWritable))
        {
            return false;
        }

        ReadOnlySpan<byte> host = Array.Exists(lines, static line => line.Is("Host") && !string.IsNullOrWhiteSpace(line.Value))
            ? default
            : missingHost;
        ReadOnlySpan<byte> received = text.ReceivedStartLine;
        if (IsPlain(received) && IsThreeWords(received))
        {
            return WriteReceived(output, received, lines, host);
        }

        (string method, string url, string version) = (text.First, text.Second, text.Third);
        if (!IsToken(method) || !IsToken(url) || !IsToken(version))
        {
            return false;
        }

        WriteStartLine(output, method, url, version);
        WriteFields(output, lines, host);
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
            return WriteReceived(output, received, lines, default);
        }

        (string version, string reason) = (text.First, text.Third);
        int status = ProxyResponse.ParseStatus(text.Second);
        if (!IsToken(version) || status is < 100 or > 999 || !Latin1Line.Is(reason))
        {
            return false;
        }

        WriteStartLine(output, version, status.ToString(CultureInfo.InvariantCulture), reason);
        WriteFields(output, lines, default);
        return true;
    }

    private static bool IsToken(string part) => part.Length > 0 && !part.Contains(' ', StringComparison.Ordinal) && Latin1Line.Is(part);

    private static bool IsThreeWords(ReadOnlySpan<byte> line)
        => line.Count((byte)' ') == 2 && line[0] != ' ' && line[^1] != ' ' && line.IndexOf("  "u8) < 0;

    /// <summary>True for a received line that can be sent as it came.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> startLine)
        => !startLine.IsEmpty && !startLine.ContainsAny((byte)'\r', (byte)'\n', (byte)0);

    private static void WriteStartLine(ByteBuffer output, string first, string second, string third)
    {
        WriteText(output, first);
        output.Write((byte)' ');
        WriteText(output, second);
        output.Write((byte)' ');
        WriteText(output, third);
    }

    private static bool WriteReceived(ByteBuffer output, ReadOnlySpan<byte> startLine, HeaderLine[] lines, ReadOnlySpan<byte> host)
    {
        output.Write(startLine);
        WriteFields(output, lines, host);
        return true;
    }

    /// <summary>Writes the fields; with a <paramref name="host"/> they have none that counts, and it comes first (RFC 9110 §7.2).</summary>
    private static void WriteFields(ByteBuffer output, HeaderLine[] lines, ReadOnlySpan<byte> host)
    {
        output.Write("\r\n"u8);
        if (!host.IsEmpty)
        {
            output.Write("Host: "u8);
            output.Write(host);
            output.Write("\r\n"u8);
        }

        foreach (HeaderLine line in lines)
        {
            if (host.IsEmpty || !line.Is("Host"))
            {
                WriteField(output, line);
            }
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
