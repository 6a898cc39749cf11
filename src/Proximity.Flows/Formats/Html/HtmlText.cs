using System.Globalization;
using System.Text;

namespace Proximity.Formats.Html;

/// <summary>
/// Text of others as text of a page: nothing in it is markup, and nothing in it is invisible or turns what stands beside it.
/// </summary>
internal static class HtmlText
{
    private const int FirstPicture = 0x2400;
    private const char Delete = '\u007F';
    private const char DeletePicture = '\u2421';

    /// <summary>The text with references in place of what is markup, for elements and for attributes in double quotes.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (Rune character in text.EnumerateRunes())
        {
            Append(escaped, character);
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder escaped, Rune character)
    {
        switch (character.Value)
        {
            case '&':
                escaped.Append("&amp;");
                break;
            case '<':
                escaped.Append("&lt;");
                break;
            case '>':
                escaped.Append("&gt;");
                break;
            case '"':
                escaped.Append("&quot;");
                break;
            case '\'':
                escaped.Append("&#39;");
                break;
            case '\n' or '\t':
                escaped.Append((char)character.Value);
                break;
            case '\r':
                // Lines of Windows stay lines.
                break;
            case < ' ':
                escaped.Append((char)(FirstPicture + character.Value));
                break;
            case Delete:
                escaped.Append(DeletePicture);
                break;
            default:
                escaped.Append(IsVisible(character)
                    ? character.ToString() : string.Create(CultureInfo.InvariantCulture, $"[U+{character.Value:X4}]"));
                break;
        }
    }

    /// <summary>False for controls and for formatting characters, such as those that turn the direction of writing.</summary>
    private static bool IsVisible(Rune character) => Rune.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
