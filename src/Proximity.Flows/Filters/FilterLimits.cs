namespace Proximity.Filters;

/// <summary>What a filter may be, so that no text takes long to read or to run.</summary>
internal static class FilterLimits
{
    public const int MaxTextLength = 16 * 1024;
    public const int MaxDepth = 50;

    /// <summary>Tests, searches and single values together.</summary>
    public const int MaxTerms = 1000;

    public const int MaxErrors = 20;

    /// <summary>What stands between brackets; without a bound each open one would be looked for up to the end.</summary>
    public const int MaxKeyLength = 1000;

    public const int MaxPatternLength = 1000;

    /// <summary>Repetitions are unrolled: what they multiply to is bounded.</summary>
    public const int MaxPatternRepetitions = 1000;

    /// <summary>A macro may use others, not without end.</summary>
    public const int MaxMacroDepth = 10;

    public const int MaxSetBytes = 16 * 1024 * 1024;
}
