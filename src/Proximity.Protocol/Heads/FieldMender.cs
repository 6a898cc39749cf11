using System.Buffers;
using Proximity.Protocol.Framing;

namespace Proximity.Protocol.Heads;

/// <summary>Mends the field lines of one head, one after the other; <see cref="HeadMender"/> says what is mended.</summary>
internal ref struct FieldMender(bool isResponse, bool isInterim, Span<byte> output, int length)
{
    private static readonly SearchValues<byte> ControlBytes = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    private readonly bool isResponse = isResponse;

    /// <summary>Behind an interim head stands another head: there a line that is none could belong to either.</summary>
    private readonly bool dropsJunk = isResponse && !isInterim;
    private readonly Span<byte> output = output;
    private ReadOnlySpan<byte> contentLength;
    private FieldKind kind;
    private bool canContinue;

    /// <summary>How many bytes of the output are written.</summary>
    public int Length { get; private set; } = length;

    /// <summary>Writes what becomes of a line, which comes without its end.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        if (canContinue && IsContinuation(line))
        {
            Unfold(line);
        }
        else if (dropsJunk && IsJunk(line))
        {
            // What is folded behind it has nothing to continue, and is refused.
            canContinue = false;
        }
        else
        {
            AddField(line);
        }
    }

    private void AddField(ReadOnlySpan<byte> line)
    {
        int nameLength = FieldSyntax.TokenLength(line);
        int colon = line.IndexOf((byte)':');
        kind = FieldKinds.Of(line[..nameLength]);
        canContinue = isResponse && colon > 0 && kind is not (FieldKind.ContentLength or FieldKind.TransferEncoding);
        bool isLength = isResponse && kind == FieldKind.ContentLength && colon > 0;
        if (isLength && ContentLengthList.TryReadOne(FieldSyntax.Trim(line[(colon + 1)..]), out ReadOnlySpan<byte> digits))
        {
            AddContentLength(line, colon, digits);
            return;
        }

        int start = Length;
        Write(line);
        BlankControlBytes(output.Slice(start, line.Length), colon);
        Write("\r\n"u8);
    }

    /// <summary>The first one, with one length in it; further ones fall away where they say the same.</summary>
    private void AddContentLength(ReadOnlySpan<byte> line, int colon, ReadOnlySpan<byte> digits)
    {
        if (contentLength.SequenceEqual(digits))
        {
            return;
        }

        contentLength = contentLength.IsEmpty ? digits : contentLength;
        bool isOne = FieldSyntax.Trim(line[(colon + 1)..]).Length == digits.Length;
        Write(isOne ? line : line[..(colon + 1)]);
        Write(isOne ? default : " "u8);
        Write(isOne ? default : digits);
        Write("\r\n"u8);
    }

    /// <summary>Puts the line behind the one written last.</summary>
    private void Unfold(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> content = FieldSyntax.Trim(line);
        Length = output[..(Length - 2)].TrimEnd(" \t"u8).Length;
        Write(" "u8);
        int start = Length;
        Write(content);
        BlankControlBytes(output.Slice(start, content.Length), 0);
        Write("\r\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output[Length..]);
        Length += bytes.Length;
    }

    /// <summary>
    /// Only behind the colon: a name with a control byte is no name. The fields for authentication are read as they are sent on, and
    /// content codings are recorded only.
    /// </summary>
    private readonly void BlankControlBytes(Span<byte> line, int from)
    {
        if (kind is FieldKind.Other or FieldKind.Authorization or FieldKind.WwwAuthenticate or FieldKind.ContentEncoding && from >= 0)
        {
            line[from..].ReplaceAny(ControlBytes, (byte)' ');
        }
    }

    private static bool IsContinuation(ReadOnlySpan<byte> line)
        => !line.IsEmpty && FieldSyntax.IsWhiteSpace(line[0]) && !FieldSyntax.Trim(line).IsEmpty;

    /// <summary>
    /// True for a line that no reader takes for a field: it has no colon, or no token before it. Not so where some reader could see
    /// framing in it, or the head of another response; and a line that begins with white space is a fold.
    /// </summary>
    private static bool IsJunk(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || FieldSyntax.IsWhiteSpace(line[0]) || line.ContainsAny(ControlBytes))
        {
            return false;
        }

        int nameLength = FieldSyntax.TokenLength(line);
        bool isField = nameLength > 0 && line[nameLength..].TrimStart(" \t"u8).StartsWith(":"u8);
        return !isField && !Spells(line, "contentlength"u8) && !Spells(line, "transferencoding"u8) && !Spells(line, "http"u8);
    }

    /// <summary>
    /// True when the letters stand in the line one after the other, in any case, whatever is between them that is no letter: <c>Content
    /// Length</c> names framing too.
    /// </summary>
    private static bool Spells(ReadOnlySpan<byte> line, ReadOnlySpan<byte> letters)
    {
        for (int start = 0; start < line.Length; start++)
        {
            int found = 0;
            for (int at = start; at < line.Length && found < letters.Length && char.IsAsciiLetter((char)line[start]); at++)
            {
                if (!char.IsAsciiLetter((char)line[at]))
                {
                    continue;
                }

                if ((line[at] | 0x20) != letters[found])
                {
                    break;
                }

                found++;
            }

            if (found == letters.Length)
            {
                return true;
            }
        }

        return false;
    }
}
