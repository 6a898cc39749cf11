namespace Proximity.Filters.Matching;

/// <summary>Every text: what is asked is whether there is one.</summary>
internal sealed class AnythingMatcher : TextMatcher
{
    public static AnythingMatcher Instance { get; } = new();

    public override bool Matches(ReadOnlySpan<char> text) => true;
}
