using System.Text;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters;

/// <summary>When a filter can be decided, and what has to wait for that.</summary>
public sealed class FilterExplanation
{
    private readonly FilterSettings settings;
    private readonly FilterNode tree;
    private readonly FilterNode expanded;
    private readonly PhaseSpan span;

    internal FilterExplanation(FilterNode tree, FilterNode expanded, FilterSettings settings)
    {
        this.settings = settings;
        this.tree = tree;
        this.expanded = expanded;
        span = PhaseSpan.Of(expanded);
        DecidedBy = PhaseSpan.Last(expanded);
    }

    /// <summary>The first phase in which the filter can be true: a handler with it acts there at the earliest.</summary>
    public FilterPhase TrueFrom => span.True;

    /// <summary>The first phase in which it can be false.</summary>
    public FilterPhase FalseFrom => span.False;

    /// <summary>The phase in which it is decided at the latest.</summary>
    public FilterPhase DecidedBy { get; }

    /// <summary>
    /// The part of it that is known with the request's head, as a filter: whatever it does not match is not held up. Null when there is
    /// none.
    /// </summary>
    public string? KnownAtHead
    {
        get
        {
            IEnumerable<FilterNode> terms = tree is AllNode all ? all.Terms : [tree];
            FilterNode[] early = [.. terms.Where(IsEarly)];
            return early.Length == 0 ? null : FilterPrinter.Print(FilterNode.All(early));
        }
    }

    /// <summary>The explanation as English lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"filter    {FilterPrinter.Print(tree)}\n");
        foreach (FieldReference field in Fields(expanded).Distinct())
        {
            text.Append($"field     {FilterPrinter.Print(field)}: {Source(field.Field)}\n");
        }

        text.Append($"true      {Name(TrueFrom)} at the earliest\n");
        text.Append($"decided   {Name(DecidedBy)} at the latest\n");
        return text.Append($"holds     {Holds()}\n").ToString();
    }

    internal static string Name(FilterPhase phase) => phase switch
    {
        FilterPhase.Connect => "connect",
        FilterPhase.RequestHead => "request head",
        FilterPhase.RequestBody => "request body",
        FilterPhase.ResponseHead => "response head",
        FilterPhase.ResponseBody => "response body",
        FilterPhase.Messages => "messages",
        _ => "done",
    };

    /// <summary>The fields that an expanded tree asks for, in their order.</summary>
    internal static IEnumerable<FieldReference> Fields(FilterNode node) => node switch
    {
        AllNode all => all.Terms.SelectMany(Fields),
        AnyNode any => any.Terms.SelectMany(Fields),
        NotNode not => Fields(not.Term),
        TestNode test => [test.Field],
        PresenceNode presence => [presence.Field],
        _ => [],
    };

    private static string Source(FilterField field) => field.IsReserved
        ? "set by nothing yet, absent from every flow"
        : field.IsOfStore ? "of a store's flows, absent from others"
        : Name(field.Phase) + (field.IsIndexed ? ", indexed" : "");

    private bool IsEarly(FilterNode term)
    {
        FilterNode inner = new FilterExpansion(settings, new ErrorList("")).Expand(term);
        return term is not EverythingNode && PhaseSpan.Last(inner) <= FilterPhase.RequestHead;
    }

    private string Holds()
    {
        string which = KnownAtHead is { } filter ? $"those that match {filter}" : "every exchange";
        return TrueFrom switch
        {
            FilterPhase.Connect or FilterPhase.RequestHead => "nothing: the request's head decides",
            FilterPhase.RequestBody => $"the request bodies of {which}, each up to MaxHeldBodyBytes",
            FilterPhase.ResponseHead => "nothing: the response's head decides, when the request has gone out",
            FilterPhase.ResponseBody => $"the response bodies of {which}, each up to MaxHeldBodyBytes",
            FilterPhase.Messages => "nothing: messages are looked at as they pass",
            _ => "nothing: the exchange has ended by then, and can be found but not changed",
        };
    }
}
