namespace Proximity.Control;

/// <summary>Flows in groups.</summary>
/// <param name="Groups">The groups, those with the most flows first.</param>
/// <param name="GroupCount">How many groups there are in all.</param>
/// <param name="Flows">How many flows were counted.</param>
/// <param name="Complete">False when the time was over before all flows were looked at.</param>
/// <param name="All">All flows that were counted as one group.</param>
internal sealed record StatsOutput(IReadOnlyList<StatsGroup> Groups, int GroupCount, long Flows, bool Complete, StatsGroup All);
