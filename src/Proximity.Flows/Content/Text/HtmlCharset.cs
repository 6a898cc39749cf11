using System.Text;

namespace Proximity.Content.Text;

/// <summary>
/// Finds the charset that a <c>meta</c> element names, in the first 1024 bytes as browsers do (HTML §13.2.3.2): tags and comments are
/// passed over as they stand, without regard to scripts or to the order of elements.
/// </summary>
internal static class HtmlCharset
{
    private const int MaxBytes = 1024;

    public static string? Find(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> rest = body[..Math.Min(MaxBytes, body.Length)];
        while (rest.IndexOf((byte)'<') is >= 0 and int open)
        {
            rest = rest[open..];
            if (rest.StartsWith("<!--"u8))
            {
                // The dashes that begin a comment may end it, too.
                int end = rest[2..].IndexOf("-->"u8);
                rest = end < 0 ? default : rest[(2 + end + 3)..];
            }
            else if (IsMeta(rest))
            {
                var attributes = new HtmlAttributes(rest["<meta".Length..]);
                if (CharsetOf(ref attributes) is { } charset)
                {
                    return charset;
                }

                rest = attributes.Rest;
            }
            else
            {
                rest = SkipTag(rest);
            }
        }

        return null;
    }

    private static bool IsMeta(ReadOnlySpan<byte> tag)
        => tag.Length > 5 && Ascii.EqualsIgnoreCase(tag[..5], "<meta"u8) && (HtmlAttributes.IsSpace(tag[5]) || tag[5] == '/');

    /// <summary>Passes over a tag with its attributes, so that a bracket in quotes does not end it.</summary>
    private static ReadOnlySpan<byte> SkipTag(ReadOnlySpan<byte> tag)
    {
        int name = tag.Length > 1 && tag[1] == '/' ? 2 : 1;
        if (tag.Length <= name || !char.IsAsciiLetter((char)tag[name]))
        {
            return tag[1..];
        }

        var attributes = new HtmlAttributes(tag[(name + 1)..]);
        while (attributes.Next(out _, out _))
        {
        }

        return attributes.Rest;
    }

    /// <summary>The charset by <c>charset</c>, or by <c>content</c> when <c>http-equiv</c> says that it stands for Content-Type.</summary>
    private static string? CharsetOf(ref HtmlAttributes attributes)
    {
        string? charset = null;
        string? content = null;
        bool isContentType = false;
        while (attributes.Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (Ascii.EqualsIgnoreCase(name, "charset"u8))
            {
                charset ??= Encoding.Latin1.GetString(value);
            }
            else if (Ascii.EqualsIgnoreCase(name, "http-equiv"u8))
            {
                isContentType |= Ascii.EqualsIgnoreCase(value, "content-type"u8);
            }
            else if (Ascii.EqualsIgnoreCase(name, "content"u8))
            {
                content ??= Encoding.Latin1.GetString(value);
            }
        }

        charset ??= isContentType ? MediaTypeText.Read(content).Charset : null;
        return charset is null ? null : CharsetLabels.OfSingleBytes(charset);
    }
}
