using System.Text;

namespace Proximity.Filters.Translation;

/// <summary>Cuts filters of other languages into tokens: brackets, operators, words, and texts in quotes, which keep a mark.</summary>
internal static class ForeignTokens
{
    /// <summary>Before a text that stood in quotes.</summary>
    public const char Quoted = '\u0001';

    public static List<string> Mitmproxy(string text) => Cut(text, "()&|!", static (_, next) => next == '~');

    /// <summary>A value follows its field behind a colon, and may be in quotes.</summary>
    public static List<string> HttpQL(string text) => Cut(text, "()", static (last, _) => last == ':');

    /// <param name="text">The text.</param>
    /// <param name="signs">Characters that are tokens of their own where one begins.</param>
    /// <param name="ends">Whether a word whose last character is the first ends before the second.</param>
    private static List<string> Cut(string text, string signs, Func<char, char, bool> ends)
    {
        var tokens = new List<string>();
        int at = 0;
        while (at < text.Length)
        {
            char letter = text[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
            }
            else if (signs.Contains(letter, StringComparison.Ordinal))
            {
                tokens.Add(letter.ToString());
                at++;
            }
            else if (letter is '"' or '\'')
            {
                tokens.Add(Quoted + ReadQuoted(text, ref at));
            }
            else
            {
                tokens.Add(ReadWord(text, ref at, ends));
            }
        }

        return tokens;
    }

    private static string ReadQuoted(string text, ref int at)
    {
        char quote = text[at++];
        var read = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            at += text[at] == '\\' && at + 1 < text.Length && (text[at + 1] == quote || text[at + 1] == '\\') ? 1 : 0;
            read.Append(text[at++]);
        }

        at++;
        return read.ToString();
    }

    private static string ReadWord(string text, ref int at, Func<char, char, bool> ends)
    {
        var word = new StringBuilder();
        bool isExpression = text[at] == '/';
        bool isCode = text[at] == '~';
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && (isExpression || text[at] is not ('"' or '\'' or '(' or ')')))
        {
            if (word.Length > 0 && (ends(word[^1], text[at]) || (isCode && !char.IsAsciiLetter(text[at]))))
            {
                break;
            }

            word.Append(text[at++]);
        }

        return word.ToString();
    }
}
