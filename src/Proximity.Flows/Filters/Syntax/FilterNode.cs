using Proximity.Filters.Fields;

namespace Proximity.Filters.Syntax;

/// <summary>
/// The tree of a filter. Immutable, and in one form for each meaning of the text: lists of terms are flat and have at least two, a
/// negation is never negated. It is compared by what it says, not by where that stood.
/// </summary>
internal abstract record FilterNode
{
    /// <summary>Where the node stood in the text; the default for one that was made otherwise.</summary>
    public TextRange At { get; init; }

    public virtual bool Equals(FilterNode? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>All of these hold; every flow when there are none.</summary>
    public static FilterNode All(params IEnumerable<FilterNode> terms)
    {
        FilterNode[] flat = [.. terms.SelectMany(term => term is AllNode all ? all.Terms : (IEnumerable<FilterNode>)[term])];
        return flat.Length switch { 0 => EverythingNode.Instance, 1 => flat[0], _ => new AllNode(new NodeList<FilterNode>(flat)) };
    }

    /// <summary>Any of these holds. There has to be one.</summary>
    public static FilterNode Any(params IEnumerable<FilterNode> terms)
    {
        FilterNode[] flat = [.. terms.SelectMany(term => term is AnyNode any ? any.Terms : (IEnumerable<FilterNode>)[term])];
        return flat.Length == 1 ? flat[0] : new AnyNode(new NodeList<FilterNode>(flat));
    }

    public static FilterNode Not(FilterNode term) => term is NotNode not ? not.Term : new NotNode(term) { At = term.At };
}

/// <summary>All terms hold.</summary>
internal sealed record AllNode(NodeList<FilterNode> Terms) : FilterNode;

/// <summary>At least one term holds.</summary>
internal sealed record AnyNode(NodeList<FilterNode> Terms) : FilterNode;

/// <summary>The term does not hold.</summary>
internal sealed record NotNode(FilterNode Term) : FilterNode;

/// <summary>Every flow.</summary>
internal sealed record EverythingNode : FilterNode
{
    public static EverythingNode Instance { get; } = new();
}

/// <summary>A field compared with a value.</summary>
internal sealed record TestNode(FieldReference Field, FilterOperator Operator, FilterValue Value) : FilterNode;

/// <summary>The field is there: <c>has:field</c>, or <c>field:*</c>.</summary>
internal sealed record PresenceNode(FieldReference Field) : FilterNode;

/// <summary>A property of a flow that is there or not: <c>is:error</c>.</summary>
internal sealed record FlagNode(FilterFlag Flag) : FilterNode;

/// <summary>A filter with a name of its own: <c>is:@slow</c>.</summary>
internal sealed record MacroNode(string Name) : FilterNode;

/// <summary>A text that is looked for where people look: a word, a phrase, or a regular expression over the URL.</summary>
internal sealed record SearchNode(SingleValue Text) : FilterNode;
