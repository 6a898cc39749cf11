namespace Proximity.Control;

/// <summary>Flows that were found.</summary>
/// <param name="Flows">The flows, in the order asked for.</param>
/// <param name="End">Why there are no more: exhausted, limit, or budget when the time was over.</param>
/// <param name="Next">The cursor to go on with; left out at the end.</param>
/// <param name="Scanned">How many flows were looked at.</param>
/// <param name="Total">How many flows there are.</param>
internal sealed record SearchOutput(IReadOnlyList<FlowRow> Flows, string End, string? Next, long Scanned, long? Total);
