namespace Proximity.Filters.Matching;

/// <summary>A text is another, to the last character.</summary>
internal sealed class IdenticalMatcher(string other) : TextMatcher
{
    public override bool Matches(ReadOnlySpan<char> text) => text.SequenceEqual(other);
}
