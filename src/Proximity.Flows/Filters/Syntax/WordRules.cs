namespace Proximity.Filters.Syntax;

/// <summary>What is a word where, and which texts need quotes to be read as one.</summary>
internal static class WordRules
{
    private static readonly string[] Connectives = ["and", "or", "not", "&&", "||", "&", "|"];

    /// <summary>True for what stands between words; control characters count as space.</summary>
    public static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || char.IsControl(letter);

    /// <summary>True for what ends every word.</summary>
    public static bool EndsWord(char letter) => WordRules.IsSpace(letter) || letter is '(' or ')' or '"';

    public static bool IsConnective(string word) => Connectives.Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text stands for itself in the place of a test.</summary>
    public static bool IsPlainSearch(string text)
    {
        int at = 0;
        return IsUnbroken(text) && text[0] is not ('-' or '!' or '#' or '*') && !IsConnective(text)
            && !text.Contains('[', StringComparison.Ordinal) && !OperatorText.IsAtFrontOf(text) && FieldEnd(text) < 0
            && !(text[0] == '/' && RegexText.Read(text, ref at, isInValue: false) is not null);
    }

    /// <summary>Whether a text stands for itself in the place of a value.</summary>
    public static bool IsPlainValue(string text)
    {
        int at = 0;
        return IsUnbroken(text) && !text.Contains(',', StringComparison.Ordinal) && !text.Contains("..", StringComparison.Ordinal)
            && text[0] != '@' && text != "*"
            && !(text[0] == '/' && RegexText.Read(text, ref at, isInValue: true) is not null);
    }

    /// <summary>Where an operator follows what looks like a field at the front; -1 where none does. A URL is no field.</summary>
    public static int FieldEnd(string text, int start = 0)
    {
        if (FieldShape.Read(text, start) is not { } shape || text.AsSpan(shape.End).StartsWith("://"))
        {
            return -1;
        }

        if (OperatorText.IsAtFrontOf(text.AsSpan(shape.End)))
        {
            return shape.End;
        }

        // Infix operators may stand free, a colon may not.
        int at = shape.End;
        while (at < text.Length && WordRules.IsSpace(text[at]))
        {
            at++;
        }

        return at < text.Length && text[at] != ':' && OperatorText.IsAtFrontOf(text.AsSpan(at)) ? at : -1;
    }

    private static bool IsUnbroken(string text)
    {
        foreach (char letter in text)
        {
            if (EndsWord(letter))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
