using Proximity.Flows;

namespace Proximity.Recording;

/// <summary>What is known of an exchange at its end.</summary>
internal readonly record struct FlowTotals(TimeSpan Duration, FlowTimings Timings, long RequestBytes, long ResponseBytes);
