using System.Globalization;
using System.Text;

namespace Proximity.Filters.Syntax;

/// <summary>Texts in quotes: a backslash takes the meaning from a quote and a backslash, and makes control characters of letters.</summary>
internal static class QuotedText
{
    /// <summary>Reads from behind the first quote to behind the last, or to the end of the text.</summary>
    public static string Read(string text, ref int at, out bool isClosed)
    {
        var read = new StringBuilder();
        while (at < text.Length)
        {
            char next = text[at++];
            if (next == '"')
            {
                isClosed = true;
                return read.ToString();
            }

            read.Append(next == '\\' && at < text.Length ? Unescape(text, ref at) : next.ToString());
        }

        isClosed = false;
        return read.ToString();
    }

    public static string Write(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (char letter in text)
        {
            written.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(letter) => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return written.Append('"').ToString();
    }

    /// <summary>What stands behind a backslash; a letter without a meaning keeps its backslash, as people write expressions.</summary>
    private static string Unescape(string text, ref int at)
    {
        char next = text[at++];
        switch (next)
        {
            case '"' or '\\':
                return next.ToString();
            case 'n':
                return "\n";
            case 'r':
                return "\r";
            case 't':
                return "\t";
            case 'u' when at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                at += 4;
                return ((char)code).ToString();
            default:
                return "\\" + next;
        }
    }
}
