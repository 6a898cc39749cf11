namespace Proximity.Storage.Postgres;

/// <summary>
/// Text as PostgreSQL takes it: it has neither the character U+0000 nor halves of surrogate pairs. A flow whose columns would have such is
/// marked, and asked itself instead of its columns.
/// </summary>
internal static class StoredText
{
    /// <summary>The most characters of a column: an index takes no more than 2,700 bytes.</summary>
    private const int MaxLength = 600;

    private const char Replacement = '\uFFFD';

    /// <summary>True when the database can have the text.</summary>
    public static bool IsStorable(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsPairAt(text, i))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text, or what comes nearest to it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isIndexed">True for a column with an index.</param>
    /// <param name="isOther">Set when it is not the same.</param>
    public static string Of(string text, bool isIndexed, ref bool isOther)
    {
        string part = isIndexed && text.Length > MaxLength ? text[..MaxLength] : text;
        if (IsStorable(part))
        {
            isOther |= part.Length != text.Length;
            return part;
        }

        isOther = true;
        return Cleaned(part);
    }

    /// <summary>The text with other characters in place of those that cannot be stored.</summary>
    public static string Cleaned(string text) => IsStorable(text) ? text : string.Create(text.Length, text, static (room, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            room[i] = source[i];
            if (IsPairAt(source, i))
            {
                room[++i] = source[i];
            }
            else if (source[i] == '\0' || char.IsSurrogate(source[i]))
            {
                room[i] = Replacement;
            }
        }
    });

    private static bool IsPairAt(string text, int index)
        => char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);
}
