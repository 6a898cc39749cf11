using System.Globalization;
using System.Text;

namespace Proximity.Cli.Recordings;

/// <summary>How many columns of a terminal a text takes, and how it is cut to a number of them.</summary>
internal static class TextCells
{
    private const string Cut = "…";

    /// <summary>Characters that take two columns (Unicode Standard Annex 11), as far as terminals agree on them.</summary>
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The columns that a text takes; it has no control characters.</summary>
    public static int Count(string text)
    {
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            count += Count(rune);
        }

        return count;
    }

    /// <summary>The text in exactly so many columns: cut, or filled with spaces.</summary>
    public static string Fit(string text, int width, bool isRight = false)
    {
        var fitted = Shorten(text, width);
        var space = new string(' ', Math.Max(0, width - Count(fitted)));
        return isRight ? space + fitted : fitted + space;
    }

    /// <summary>The text in at most so many columns.</summary>
    public static string Shorten(string text, int width)
    {
        if (Fits(text, width))
        {
            return text;
        }

        var kept = new StringBuilder();
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            count += Count(rune);
            if (count > width - 1)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return width <= 0 ? string.Empty : kept + Cut;
    }

    private static bool Fits(string text, int width)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            width -= Count(rune);
            if (width < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Count(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
            : rune.Value >= Wide[0].First && Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2
            : 1;
}
