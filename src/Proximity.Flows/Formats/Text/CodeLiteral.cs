using System.Globalization;
using System.Text;

namespace Proximity.Formats.Text;

/// <summary>Texts as literals of C# and JavaScript, which write them alike.</summary>
internal static class CodeLiteral
{
    /// <summary>The text in double quotes, with nothing but printable ASCII in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="escaped">A further sign that is not written as it is; null for none.</param>
    public static string Of(string text, char? escaped = null)
    {
        var literal = new StringBuilder("\"");
        foreach (char character in text)
        {
            literal.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                >= ' ' and < '\u007F' when character != escaped => character.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
            });
        }

        return literal.Append('"').ToString();
    }
}
