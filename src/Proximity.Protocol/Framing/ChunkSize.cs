using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Framing;

/// <summary>Reads a chunk's size line: <c>1*HEXDIG [ chunk-ext ]</c> (RFC 9112 §7.1).</summary>
internal static class ChunkSize
{
    /// <summary>No body is that long; more digits are an attempt at overflow.</summary>
    private const int MaxSignificantDigits = 15;

    /// <summary>What a reader of 64 bits could need. A reader that counts digits, and not their worth, would take more of them for an overflow.</summary>
    private const int MaxDigits = 16;

    /// <summary>Null when the line is right, otherwise what is wrong with it.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="isLenient">True to take white space at its end, with which old servers pad it: the size is the same for every
    /// reader.</param>
    /// <param name="size">The chunk's size.</param>
    /// <param name="extensionLength">How many bytes of extensions follow the size.</param>
    public static string? Read(ReadOnlySpan<byte> line, bool isLenient, out long size, out int extensionLength)
    {
        size = 0;
        extensionLength = 0;
        int digits = 0;
        int significant = 0;
        while (digits < line.Length && char.IsAsciiHexDigit((char)line[digits]))
        {
            significant += significant > 0 || line[digits] != '0' ? 1 : 0;
            if (significant > MaxSignificantDigits || digits == MaxDigits)
            {
                return "A chunk-size is beyond every limit (RFC 9112 §7.1).";
            }

            size = (size << 4) + HexValue(line[digits]);
            digits++;
        }

        if (digits == 0)
        {
            return "A chunk-size has no hexadecimal digit (RFC 9112 §7.1).";
        }

        ReadOnlySpan<byte> extensions = line[digits..];
        extensionLength = extensions.Length;
        if (AreExtensions(extensions))
        {
            return null;
        }

        return !AreExtensions(extensions.TrimEnd(" \t"u8)) ? "What follows a chunk-size is no chunk extension (RFC 9112 §7.1.1)."
            : isLenient ? null
            : "White space stands at the end of a chunk-size line (RFC 9112 §7.1) (option Strictness).";
    }

    private static long HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary><c>*( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )</c></summary>
    private static bool AreExtensions(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> next = SkipWhiteSpace(rest);
            if (next.IsEmpty || next[0] != ';')
            {
                return false;
            }

            next = SkipWhiteSpace(next[1..]);
            int nameLength = FieldSyntax.TokenLength(next);
            if (nameLength == 0)
            {
                return false;
            }

            rest = next[nameLength..];
            next = SkipWhiteSpace(rest);
            if (!next.IsEmpty && next[0] == '=')
            {
                next = SkipWhiteSpace(next[1..]);
                int valueLength = !next.IsEmpty && next[0] == '"' ? QuotedLength(next) : FieldSyntax.TokenLength(next);
                if (valueLength == 0)
                {
                    return false;
                }

                rest = next[valueLength..];
            }
        }

        return true;
    }

    /// <summary>The length of the quoted-string at the front (RFC 9110 §5.6.4), or 0.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> bytes)
    {
        for (int i = 1; i < bytes.Length; i++)
        {
            if (bytes[i] == '"')
            {
                return i + 1;
            }

            if (bytes[i] == '\\')
            {
                i++;
            }

            if (i == bytes.Length || !FieldSyntax.IsFieldValue(bytes.Slice(i, 1)))
            {
                return 0;
            }
        }

        return 0;
    }

    private static ReadOnlySpan<byte> SkipWhiteSpace(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \t"u8);
}
