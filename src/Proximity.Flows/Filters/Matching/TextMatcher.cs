namespace Proximity.Filters.Matching;

/// <summary>A condition on one text. Immutable but for what it remembers; used by many threads at once.</summary>
internal abstract class TextMatcher
{
    public abstract bool Matches(ReadOnlySpan<char> text);
}
