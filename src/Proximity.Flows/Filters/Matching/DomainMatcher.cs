using System.Text;

namespace Proximity.Filters.Matching;

/// <summary>A host that is a domain, or lies in it.</summary>
internal sealed class DomainMatcher(string domain) : TextMatcher
{
    private readonly string dotted = "." + domain;
    private readonly bool isAscii = Ascii.IsValid(domain);

    public override bool Matches(ReadOnlySpan<char> text)
        => AsciiText.EqualsIgnoreCase(text, domain, isAscii) || AsciiText.EndsWith(text, dotted, isAscii);
}
