namespace Proximity.Control;

/// <summary>The flows that have the same values.</summary>
/// <param name="Keys">The values, in the order of the fields; empty for what a flow does not have.</param>
/// <param name="Count">How many flows.</param>
/// <param name="Bytes">What they took on the wire.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="P50">The median of their durations, in milliseconds.</param>
/// <param name="P95">What 95 of 100 did not exceed.</param>
/// <param name="P99">What 99 of 100 did not exceed.</param>
internal sealed record StatsGroup(IReadOnlyList<string> Keys, long Count, long Bytes, long Errors, double P50, double P95, double P99)
{
    /// <summary>The filter that finds these flows among all; left out where none does.</summary>
    public string? Filter { get; init; }
}
