namespace Proximity.Control;

/// <summary>Flows that have ended since.</summary>
/// <param name="Flows">The flows, in the order in which they ended.</param>
/// <param name="Last">What to give as after, to go on behind them.</param>
internal sealed record WatchOutput(IReadOnlyList<FlowRow> Flows, long Last);
