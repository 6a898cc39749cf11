using System.Buffers;

namespace Proximity.Protocol.Heads;

/// <summary>
/// Puts a head that breaks the grammar without doubt about its framing into the form that strict reading demands, line by line. The result goes through the same parser as every
/// other head and is what is forwarded, so that the next hop cannot read it otherwise. What is not mended stays as it is, and is refused there.
/// <list type="bullet">
/// <item>A line that ends with LF alone gets its CR (RFC 9112 §2.2).</item>
/// <item>A folded field line of a response is put into one, with a space at the fold (RFC 9112 §5.2); but never one that frames the body, and no fold of white space alone,
/// which readers take for the end of the head.</item>
/// <item>A control byte in a field value becomes a space (RFC 9110 §5.5), unless the proxy itself acts on the field.</item>
/// </list>
/// </summary>
internal static class HeadMender
{
    /// <summary>How many empty lines may stand before a request; strict reading skips one (RFC 9112 §2.2).</summary>
    public const int MaxEmptyLines = 16;

    private static readonly SearchValues<byte> ControlBytes = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>The most bytes that come of a head: a CR more for each line.</summary>
    public static int LongestResult(ReadOnlySpan<byte> received) => received.Length + received.Count((byte)'\n');

    /// <summary>Writes the mended head and returns its length.</summary>
    /// <param name="received">A whole head; a CR stands before LF only.</param>
    /// <param name="unfolds">True for a response. In a request a folded line stays, to be refused.</param>
    /// <param name="output">Room for <see cref="LongestResult"/>.</param>
    public static int Mend(ReadOnlySpan<byte> received, bool unfolds, Span<byte> output)
    {
        int length = 0;
        bool isStartLine = true;
        bool canContinue = false;
        FieldKind kind = default;
        ReadOnlySpan<byte> rest = received;
        while (!rest.IsEmpty)
        {
            int lineFeed = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = rest[..lineFeed];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            rest = rest[(lineFeed + 1)..];
            if (canContinue && IsContinuation(line))
            {
                length = Unfold(line, kind, output, length);
                continue;
            }

            line.CopyTo(output[length..]);
            if (!isStartLine)
            {
                int colon = line.IndexOf((byte)':');
                kind = FieldKinds.Of(line[..FieldSyntax.TokenLength(line)]);
                canContinue = unfolds && colon > 0 && kind is not (FieldKind.ContentLength or FieldKind.TransferEncoding);
                BlankControlBytes(output.Slice(length, line.Length), kind, colon);
            }

            isStartLine = false;
            length += line.Length;
            "\r\n"u8.CopyTo(output[length..]);
            length += 2;
        }

        return length;
    }

    private static bool IsContinuation(ReadOnlySpan<byte> line) => !line.IsEmpty && FieldSyntax.IsWhiteSpace(line[0]) && !FieldSyntax.Trim(line).IsEmpty;

    /// <summary>Puts the line behind the one written last.</summary>
    private static int Unfold(ReadOnlySpan<byte> line, FieldKind kind, Span<byte> output, int length)
    {
        ReadOnlySpan<byte> content = FieldSyntax.Trim(line);
        int end = output[..(length - 2)].TrimEnd(" \t"u8).Length;
        output[end++] = (byte)' ';
        content.CopyTo(output[end..]);
        BlankControlBytes(output.Slice(end, content.Length), kind, 0);
        end += content.Length;
        "\r\n"u8.CopyTo(output[end..]);
        return end + 2;
    }

    /// <summary>Only behind the colon: a name with a control byte is no name.</summary>
    private static void BlankControlBytes(Span<byte> line, FieldKind kind, int from)
    {
        if (kind == FieldKind.Other && from >= 0)
        {
            line[from..].ReplaceAny(ControlBytes, (byte)' ');
        }
    }
}
