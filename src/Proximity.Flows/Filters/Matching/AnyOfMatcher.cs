namespace Proximity.Filters.Matching;

/// <summary>Any of several.</summary>
internal sealed class AnyOfMatcher(TextMatcher[] matchers) : TextMatcher
{
    public override bool Matches(ReadOnlySpan<char> text)
    {
        foreach (TextMatcher matcher in matchers)
        {
            if (matcher.Matches(text))
            {
                return true;
            }
        }

        return false;
    }
}
