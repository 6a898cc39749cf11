using System.Buffers;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Translation;

/// <summary>The terms of another language, and how its operators are spelled.</summary>
/// <param name="problems">Takes what cannot be said.</param>
internal abstract class ForeignTerms(List<string> problems)
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\^$.|?*+()[]{}");

    public abstract bool IsAnd(string token);

    public abstract bool IsOr(string token);

    public abstract bool IsNot(string token);

    /// <summary>Reads one term; null when it cannot be said, and why is among the problems.</summary>
    public abstract FilterNode? Read(IReadOnlyList<string> tokens, ref int at);

    protected FilterNode? CannotSay(string what)
    {
        problems.Add($"{what} cannot be said here, and is left out.");
        return null;
    }

    protected static TestNode Test(FieldId field, FilterOperator how, string value, string? key = null)
        => new(new FieldReference(FieldCatalogue.Of(field), key), how, List(new TextValue(value, isQuoted: true)));

    protected static ListValue List(SingleValue value) => new(new NodeList<SingleValue>([value]));

    /// <summary>A part that other languages write as an expression, without its marks when it has none.</summary>
    protected static FilterNode Expression(FieldId field, string pattern, bool ignoresCase, string? key = null)
    {
        var reference = new FieldReference(FieldCatalogue.Of(field), key);
        SingleValue value = (ignoresCase && !pattern.AsSpan().ContainsAny(Marks)) || pattern.Length == 0
            ? new TextValue(pattern)
            : new RegexValue(pattern, ignoresCase, DotIsAny: false);
        return new TestNode(reference, value is TextValue ? FilterOperator.Contains : FilterOperator.Regex, List(value));
    }
}
