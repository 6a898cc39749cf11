namespace Proximity.Filters.Fields;

/// <summary>One word behind <c>is:</c>.</summary>
/// <param name="Flag">Which it is.</param>
/// <param name="Name">The word.</param>
/// <param name="Phase">The first phase in which it is known.</param>
/// <param name="Summary">What it is, in one line.</param>
internal sealed record FlagEntry(FilterFlag Flag, string Name, FilterPhase Phase, string Summary)
{
    /// <summary>True while nothing sets it: no flow has it.</summary>
    public bool IsReserved { get; init; }
}
