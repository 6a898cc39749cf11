namespace Proximity.Filters.Fields;

/// <summary>One word behind <c>is:</c>.</summary>
/// <param name="Flag">Which it is.</param>
/// <param name="Name">The word.</param>
/// <param name="Phase">The first phase in which it is known.</param>
/// <param name="Summary">What it is, in one line.</param>
internal sealed record FlagEntry(FilterFlag Flag, string Name, FilterPhase Phase, string Summary)
{
    /// <summary>True when a person has written it on a stored flow: a flow of no store is without it.</summary>
    public bool IsOfStore { get; init; }

    /// <summary>True while nothing sets it: no flow has it.</summary>
    public bool IsReserved { get; init; }
}
