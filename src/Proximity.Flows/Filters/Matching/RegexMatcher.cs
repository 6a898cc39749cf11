using System.Text.RegularExpressions;

namespace Proximity.Filters.Matching;

/// <summary>
/// A text by a regular expression that is run in linear time (<see cref="RegexOptions.NonBacktracking"/>): there is no look-around and no
/// back-reference.
/// </summary>
internal sealed class RegexMatcher : TextMatcher
{
    private readonly Regex regex;

    private RegexMatcher(Regex regex) => this.regex = regex;

    public override bool Matches(ReadOnlySpan<char> text) => regex.IsMatch(text);

    /// <summary>Compiles an expression; null when it is none, and says why.</summary>
    public static RegexMatcher? Create(string pattern, bool ignoresCase, bool dotIsAny, out string? problem)
    {
        problem = PatternBounds.Problem(pattern);
        if (problem is not null)
        {
            return null;
        }

        RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
            | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None)
            | (dotIsAny ? RegexOptions.Singleline : RegexOptions.None);
        try
        {
            return new RegexMatcher(new Regex(pattern, options));
        }
        catch (RegexParseException exception)
        {
            problem = $"The expression is not valid: {Reason(exception)}";
        }
        catch (NotSupportedException)
        {
            problem = "The expression needs look-around, a back-reference or too much room, which one in linear time cannot have.";
        }

        return null;
    }

    private static string Reason(RegexParseException exception)
    {
        // "Invalid pattern 'x' at offset 3. Not enough )'s." The pattern is before the reader already.
        int sentence = exception.Message.IndexOf($"offset {exception.Offset}. ", StringComparison.Ordinal);
        return sentence < 0 ? exception.Message : exception.Message[(sentence + $"offset {exception.Offset}. ".Length)..];
    }
}
