using System.Globalization;

namespace Proximity.Filters.Matching;

/// <summary>
/// Keeps expressions small: a repetition <c>{n}</c> makes n copies of what it repeats, so those of one expression may not multiply to
/// more than a bound.
/// </summary>
internal static class PatternBounds
{
    /// <summary>Why an expression is too large; null when it is not.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length > FilterLimits.MaxPatternLength)
        {
            return $"The expression has {pattern.Length} characters; at most {FilterLimits.MaxPatternLength} are allowed.";
        }

        long copies = 1;
        for (int brace = pattern.IndexOf('{', StringComparison.Ordinal); brace >= 0; brace = pattern.IndexOf('{', brace + 1))
        {
            copies *= Math.Max(1, LargestNumber(pattern.AsSpan(brace + 1)));
            if (copies > FilterLimits.MaxPatternRepetitions)
            {
                return $"The repetitions of the expression multiply to more than {FilterLimits.MaxPatternRepetitions}.";
            }
        }

        return null;
    }

    /// <summary>The larger bound of <c>n}</c>, <c>n,}</c> or <c>n,m}</c>; 1 when it is none of them.</summary>
    private static long LargestNumber(ReadOnlySpan<char> text)
    {
        int end = text.IndexOf('}');
        if (end < 0)
        {
            return 1;
        }

        long largest = 1;
        foreach (Range range in text[..end].Split(','))
        {
            ReadOnlySpan<char> number = text[..end][range];
            if (!number.IsEmpty && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return number.ContainsAnyExceptInRange('0', '9') ? 1 : int.MaxValue;
            }
            else if (!number.IsEmpty)
            {
                largest = Math.Max(largest, int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }

        return largest;
    }
}
