using Proximity.Filters.Fields;
using Proximity.Filters.Matching;

namespace Proximity.Filters.Evaluation;

/// <summary>
/// What a filter is evaluated over: the fields of one flow, as far as they are known. Texts are shown to a matcher instead of being
/// returned, so that none has to be made.
/// </summary>
internal abstract class FieldReader
{
    /// <summary>True when what a phase brings is there, or known to be absent.</summary>
    public abstract bool Knows(FilterPhase phase);

    /// <summary>Whether the field has a text that a matcher takes. False for an absent field, and for one with numbers.</summary>
    public abstract bool AnyText(FieldId field, string? key, TextMatcher matcher);

    /// <summary>The field as a number; null when it is absent, and for one with texts.</summary>
    public abstract double? Number(FieldId field);

    /// <summary>Whether the flow is what a flag says.</summary>
    public abstract bool Is(FilterFlag flag);
}
