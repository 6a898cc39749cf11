using Proximity.Load.Comparing;
using Proximity.Load.Contestants;

namespace Proximity.Load.Workloads;

/// <summary>One thing that is measured, of every contestant that can do it.</summary>
internal abstract class Workload(string name, string title)
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    /// <summary>The figures, the one that decides first.</summary>
    public abstract IReadOnlyList<Metric> Metrics { get; }

    public Abilities Needs { get; init; } = Abilities.Http;

    public OriginKind Origin { get; init; }

    /// <summary>Contestants are started anew for each round, and not warmed up.</summary>
    public virtual bool StartsAfresh => false;

    /// <summary>Contestants that take part when nobody names any; null for the usual ones.</summary>
    public virtual IReadOnlyList<string>? Contestants => null;

    /// <summary>One round with one contestant.</summary>
    public abstract Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken);
}
