namespace Proximity.Filters.Matching;

/// <summary>
/// Comparisons that ignore the case of ASCII letters and of no others, as SQLite's do. Where one side is ASCII, the base library's
/// ordinal ones do the same, and are fast.
/// </summary>
internal static class AsciiText
{
    public static bool EqualsIgnoreCase(ReadOnlySpan<char> text, ReadOnlySpan<char> other, bool isOtherAscii)
        => isOtherAscii
            ? text.Equals(other, StringComparison.OrdinalIgnoreCase)
            : text.Length == other.Length && StartsSlowly(text, other);

    public static bool StartsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> prefix, bool isPrefixAscii)
        => text.Length >= prefix.Length && EqualsIgnoreCase(text[..prefix.Length], prefix, isPrefixAscii);

    public static bool EndsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> suffix, bool isSuffixAscii)
        => text.Length >= suffix.Length && EqualsIgnoreCase(text[^suffix.Length..], suffix, isSuffixAscii);

    /// <summary>Where the part stands first; -1 where it does not.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, ReadOnlySpan<char> part, bool isPartAscii)
    {
        if (isPartAscii)
        {
            return text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
        }

        for (int at = 0; at + part.Length <= text.Length; at++)
        {
            if (StartsSlowly(text[at..], part))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool StartsSlowly(ReadOnlySpan<char> text, ReadOnlySpan<char> prefix)
    {
        for (int i = 0; i < prefix.Length; i++)
        {
            if (Fold(text[i]) != Fold(prefix[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static char Fold(char letter) => char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20) : letter;
}
