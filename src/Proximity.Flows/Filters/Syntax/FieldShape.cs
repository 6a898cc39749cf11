using System.Text;

namespace Proximity.Filters.Syntax;

/// <summary>What looks like a field: a name, perhaps a key in brackets.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Key">The key; null without brackets.</param>
/// <param name="End">Behind it.</param>
internal readonly record struct FieldShape(string Name, string? Key, int End)
{
    /// <summary>Reads one; null where there is none.</summary>
    public static FieldShape? Read(string text, int start)
    {
        int end = NameEnd(text, start);
        if (end == start)
        {
            return null;
        }

        string name = text[start..end];
        return end < text.Length && text[end] == '[' ? ReadKey(text, name, end) : new FieldShape(name, null, end);
    }

    /// <summary>A key as it stands between its brackets.</summary>
    public static string EscapeKey(string key)
        => key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private static int NameEnd(string text, int start)
    {
        int at = start;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '_'))
            {
                at++;
            }

            if (at + 1 >= text.Length || text[at] != '.' || !char.IsAsciiLetter(text[at + 1]))
            {
                return at;
            }

            at++;
        }

        return at;
    }

    private static FieldShape? ReadKey(string text, string name, int bracket)
    {
        var key = new StringBuilder();
        for (int at = bracket + 1; at < text.Length && key.Length <= FilterLimits.MaxKeyLength; at++)
        {
            if (text[at] == ']')
            {
                return new FieldShape(name, key.ToString(), at + 1);
            }

            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is ']' or '\\')
            {
                at++;
            }

            key.Append(text[at]);
        }

        return null;
    }
}
