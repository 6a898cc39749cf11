using System.Text;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Matching;

/// <summary>A text is, begins with, ends with or holds another, in any case of ASCII letters.</summary>
/// <param name="part">The other.</param>
/// <param name="how">Which of them: <c>=</c>, <c>^=</c>, <c>$=</c> or <c>*=</c>.</param>
internal sealed class PartMatcher(string part, FilterOperator how) : TextMatcher
{
    private readonly bool isAscii = Ascii.IsValid(part);

    public override bool Matches(ReadOnlySpan<char> text) => how switch
    {
        FilterOperator.Equal => AsciiText.EqualsIgnoreCase(text, part, isAscii),
        FilterOperator.StartsWith => AsciiText.StartsWith(text, part, isAscii),
        FilterOperator.EndsWith => AsciiText.EndsWith(text, part, isAscii),
        _ => AsciiText.IndexOf(text, part, isAscii) >= 0,
    };
}
