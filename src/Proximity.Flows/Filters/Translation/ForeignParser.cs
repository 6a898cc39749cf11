using Proximity.Filters.Syntax;

namespace Proximity.Filters.Translation;

/// <summary>
/// Reads what other languages have in common: and, or, not and brackets around terms; two terms side by side are both meant.
/// </summary>
internal sealed class ForeignParser(IReadOnlyList<string> tokens, ForeignTerms terms, List<string> problems)
{
    private int at;

    /// <summary>The tree; null when nothing of it could be said.</summary>
    public FilterNode? Parse()
    {
        FilterNode? node = Any(0);
        if (at < tokens.Count)
        {
            problems.Add($"A bracket too many stands at token {at + 1}; the rest is left out.");
        }

        return node;
    }

    private FilterNode? Any(int depth)
    {
        List<FilterNode?> alternatives = [All(depth)];
        while (at < tokens.Count && terms.IsOr(tokens[at]))
        {
            at++;
            alternatives.Add(All(depth));
        }

        FilterNode[] said = [.. alternatives.OfType<FilterNode>()];
        return said.Length == 0 ? null : FilterNode.Any(said);
    }

    private FilterNode? All(int depth)
    {
        var said = new List<FilterNode>();
        while (at < tokens.Count && !terms.IsOr(tokens[at]) && tokens[at] != ")")
        {
            if (terms.IsAnd(tokens[at]))
            {
                at++;
            }
            else if (Unary(depth) is { } node)
            {
                said.Add(node);
            }
        }

        return said.Count == 0 ? null : FilterNode.All(said);
    }

    private FilterNode? Unary(int depth)
    {
        if (depth > FilterLimits.MaxDepth)
        {
            problems.Add($"Brackets and negations are nested more than {FilterLimits.MaxDepth} deep; the rest is left out.");
            at = tokens.Count;
            return null;
        }

        if (terms.IsNot(tokens[at]))
        {
            at++;
            return at < tokens.Count && Unary(depth + 1) is { } inner ? FilterNode.Not(inner) : null;
        }

        if (tokens[at] != "(")
        {
            return terms.Read(tokens, ref at);
        }

        at++;
        FilterNode? node = Any(depth + 1);
        at += at < tokens.Count && tokens[at] == ")" ? 1 : 0;
        return node;
    }
}
