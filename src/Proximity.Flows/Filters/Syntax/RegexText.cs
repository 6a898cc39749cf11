using System.Text;

namespace Proximity.Filters.Syntax;

/// <summary>
/// Regular expressions between slashes. A token is one only if it has exactly one further slash without a backslash, and nothing but
/// flags behind that: else it is a word, as <c>/api/users</c> is. A slash or white space in it has a backslash before it.
/// </summary>
internal static class RegexText
{
    /// <summary>Reads one from its first slash on; null where there is none, and nothing is read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the first slash stands; behind the flags afterwards.</param>
    /// <param name="isInValue">True where a comma ends it too.</param>
    public static RegexValue? Read(string text, ref int at, bool isInValue)
    {
        var pattern = new StringBuilder();
        int next = at + 1;
        while (next < text.Length && text[next] != '/' && !WordRules.IsSpace(text[next]))
        {
            if (text[next] == '\\' && next + 1 < text.Length)
            {
                char escaped = text[next + 1];
                pattern.Append(escaped == '/' || WordRules.IsSpace(escaped) ? "" : "\\").Append(escaped);
                next += 2;
                continue;
            }

            pattern.Append(text[next++]);
        }

        if (next >= text.Length || text[next] != '/' || pattern.Length == 0)
        {
            return null;
        }

        int end = next + 1;
        while (end < text.Length && text[end] is 'i' or 's')
        {
            end++;
        }

        if (end < text.Length && !EndsToken(text[end], isInValue))
        {
            return null;
        }

        string flags = text[(next + 1)..end];
        at = end;
        bool ignoresCase = flags.Contains('i', StringComparison.Ordinal);
        return new RegexValue(pattern.ToString(), ignoresCase, flags.Contains('s', StringComparison.Ordinal));
    }

    public static string Write(RegexValue value)
    {
        var written = new StringBuilder("/");
        for (int i = 0; i < value.Pattern.Length; i++)
        {
            char letter = value.Pattern[i];
            if (letter == '\\' && i + 1 < value.Pattern.Length)
            {
                written.Append(letter).Append(value.Pattern[++i]);
                continue;
            }

            written.Append(letter == '/' || WordRules.IsSpace(letter) ? "\\" : "").Append(letter);
        }

        return written.Append('/').Append(value.IgnoresCase ? "i" : "").Append(value.DotIsAny ? "s" : "").ToString();
    }

    private static bool EndsToken(char letter, bool isInValue)
        => WordRules.IsSpace(letter) || letter == ')' || (isInValue && letter == ',');
}
