using Proximity.Load.Workloads;

namespace Proximity.Load.Comparing;

/// <summary>What is compared, and for how long.</summary>
/// <param name="Workloads">In this order.</param>
/// <param name="Contestants">Those that there are, and who of them takes part.</param>
/// <param name="Rounds">How often each contestant has its turn in each workload.</param>
/// <param name="Duration">How long a turn lasts.</param>
/// <param name="WarmUp">How long each is warmed up before the first round.</param>
internal sealed record ComparisonPlan(IReadOnlyList<Workload> Workloads, ContestantList Contestants, int Rounds, TimeSpan Duration, TimeSpan WarmUp);
