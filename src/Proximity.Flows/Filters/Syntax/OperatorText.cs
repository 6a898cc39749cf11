namespace Proximity.Filters.Syntax;

/// <summary>The spellings of operators.</summary>
internal static class OperatorText
{
    /// <summary>Longer ones first: the first that fits is meant.</summary>
    private static readonly (string Text, FilterOperator Operator, bool IsNegated)[] Spellings =
    [
        ("!==", FilterOperator.Identical, true),
        ("!=", FilterOperator.Equal, true),
        ("!~", FilterOperator.Regex, true),
        ("==", FilterOperator.Identical, false),
        ("<=", FilterOperator.AtMost, false),
        (">=", FilterOperator.AtLeast, false),
        ("^=", FilterOperator.StartsWith, false),
        ("$=", FilterOperator.EndsWith, false),
        ("*=", FilterOperator.Contains, false),
        (":", FilterOperator.Matches, false),
        ("=", FilterOperator.Equal, false),
        ("<", FilterOperator.Less, false),
        (">", FilterOperator.Greater, false),
        ("~", FilterOperator.Regex, false),
    ];

    /// <summary>The operator at the front of a text; its length is 0 when there is none.</summary>
    public static int Read(ReadOnlySpan<char> text, out FilterOperator @operator, out bool isNegated)
    {
        foreach ((string spelling, FilterOperator known, bool negated) in Spellings)
        {
            if (text.StartsWith(spelling))
            {
                (@operator, isNegated) = (known, negated);
                return spelling.Length;
            }
        }

        (@operator, isNegated) = (default, false);
        return 0;
    }

    public static bool IsAtFrontOf(ReadOnlySpan<char> text) => Read(text, out _, out _) > 0;

    /// <summary>The spelling of an operator, or of its negation; null for a negation that has none.</summary>
    public static string? Of(FilterOperator @operator, bool isNegated)
        => Spellings.FirstOrDefault(spelling => spelling.Operator == @operator && spelling.IsNegated == isNegated).Text;
}
