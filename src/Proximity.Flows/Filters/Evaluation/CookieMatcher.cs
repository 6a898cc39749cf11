using Proximity.Filters.Matching;

namespace Proximity.Filters.Evaluation;

/// <summary>Takes a cookie field that has a cookie whose value another matcher takes.</summary>
internal sealed class CookieMatcher(string name, TextMatcher matcher, bool isSet) : TextMatcher
{
    public override bool Matches(ReadOnlySpan<char> text)
        => isSet ? NamedValues.IsCookieSet(text, name, matcher) : NamedValues.AnyCookie(text, name, matcher);
}
