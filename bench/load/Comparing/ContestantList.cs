using Proximity.Load.Contestants;
using Proximity.Load.Workloads;

namespace Proximity.Load.Comparing;

/// <summary>All contestants, and who of them takes part.</summary>
/// <param name="All">In the order of the tables.</param>
/// <param name="Named">Who was asked for; null for each workload's usual ones and those added.</param>
/// <param name="Added">The names of those that the command line added.</param>
internal sealed record ContestantList(IReadOnlyList<Contestant> All, NamePatterns? Named, IReadOnlyList<string> Added)
{
    private static readonly string[] Usual =
    [
        "direct", "proximity", "proximity-nocapture", "proximity-norecord", "proximity-intercept", "proximity-close", "proximity-sockets",
        "haproxy", "nginx", "squid", "tinyproxy",
    ];

    /// <summary>Those that take part in a workload.</summary>
    public IEnumerable<Contestant> For(Workload workload)
    {
        var usual = workload.Contestants ?? Usual;
        return All.Where(contestant => contestant.Can(workload.Needs) && (Named?.Match(contestant.Name) ?? (usual.Contains(contestant.Name) || Added.Contains(contestant.Name))));
    }
}
