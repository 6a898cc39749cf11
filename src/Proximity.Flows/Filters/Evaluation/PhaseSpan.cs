using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Evaluation;

/// <summary>The first phase in which a filter can be true, and the first in which it can be false.</summary>
internal readonly record struct PhaseSpan(FilterPhase True, FilterPhase False)
{
    /// <summary>The phase in which the last field of it is known: then it is one or the other.</summary>
    public static FilterPhase Last(FilterNode node) => node switch
    {
        AllNode all => all.Terms.Max(Last),
        AnyNode any => any.Terms.Max(Last),
        NotNode not => Last(not.Term),
        _ => Own(node),
    };

    /// <param name="node">An expanded tree.</param>
    public static PhaseSpan Of(FilterNode node)
    {
        switch (node)
        {
            case AllNode all:
                return new PhaseSpan(all.Terms.Max(term => Of(term).True), all.Terms.Min(term => Of(term).False));
            case AnyNode any:
                return new PhaseSpan(any.Terms.Min(term => Of(term).True), any.Terms.Max(term => Of(term).False));
            case NotNode not:
                PhaseSpan inner = Of(not.Term);
                return new PhaseSpan(inner.False, inner.True);
            default:
                FilterPhase own = Own(node);
                return new PhaseSpan(own, own);
        }
    }

    /// <summary>True when heads alone can make a filter hold, or not hold.</summary>
    /// <param name="node">An expanded tree.</param>
    /// <param name="holds">Which of the two.</param>
    public static bool CanBeByHeads(FilterNode node, bool holds) => node switch
    {
        AllNode all => holds ? all.Terms.All(term => CanBeByHeads(term, holds)) : all.Terms.Any(term => CanBeByHeads(term, holds)),
        AnyNode any => holds ? any.Terms.Any(term => CanBeByHeads(term, holds)) : any.Terms.All(term => CanBeByHeads(term, holds)),
        NotNode not => CanBeByHeads(not.Term, !holds),
        _ => Own(node) is FilterPhase.Connect or FilterPhase.RequestHead or FilterPhase.ResponseHead,
    };

    private static FilterPhase Own(FilterNode node) => node switch
    {
        TestNode { Field.Field: var field } => Own(field),
        PresenceNode { Field.Field: var field } => Own(field),
        FlagNode flag => FlagCatalogue.Of(flag.Flag) is { IsReserved: false } entry ? entry.Phase : FilterPhase.Connect,
        _ => FilterPhase.Connect,
    };

    /// <summary>What nothing sets is known to be absent.</summary>
    private static FilterPhase Own(FilterField field) => field.IsReserved ? FilterPhase.Connect : field.Phase;
}
