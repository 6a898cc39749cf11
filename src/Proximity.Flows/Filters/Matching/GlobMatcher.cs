using System.Text;

namespace Proximity.Filters.Matching;

/// <summary>
/// A whole text by a pattern in which an asterisk is any run of characters. The parts between asterisks are looked for one behind the
/// other: the first place of each is as good as any later one, so nothing is tried twice.
/// </summary>
internal sealed class GlobMatcher(string pattern) : TextMatcher
{
    private readonly string[] parts = pattern.Split('*');
    private readonly bool isAscii = Ascii.IsValid(pattern);

    public override bool Matches(ReadOnlySpan<char> text)
    {
        if (parts.Length == 1)
        {
            return AsciiText.EqualsIgnoreCase(text, pattern, isAscii);
        }

        string first = parts[0];
        string last = parts[^1];
        if (text.Length < first.Length + last.Length
            || !AsciiText.StartsWith(text, first, isAscii)
            || !AsciiText.EndsWith(text, last, isAscii))
        {
            return false;
        }

        ReadOnlySpan<char> middle = text[first.Length..^last.Length];
        for (int i = 1; i < parts.Length - 1; i++)
        {
            int at = AsciiText.IndexOf(middle, parts[i], isAscii);
            if (at < 0)
            {
                return false;
            }

            middle = middle[(at + parts[i].Length)..];
        }

        return true;
    }
}
