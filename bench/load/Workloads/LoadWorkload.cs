using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>A steady load for a while: what it costs the proxy in CPU, how fast it goes, and the most memory.</summary>
internal sealed class LoadWorkload(string name, string title, IGenerator generator) : Workload(name, title)
{
    public LoadUnit Unit { get; init; } = LoadUnit.Each;

    /// <summary>The proxies that take part when none is named; null for the usual ones.</summary>
    public IReadOnlyList<string>? Usual { get; init; }

    public override IReadOnlyList<string>? Contestants => Usual;

    public override IReadOnlyList<Metric> Metrics => Unit.Metrics;

    public override async Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tree = proxy.Child?.Tree;
        tree?.ResetPeak();
        var before = tree?.CpuSeconds;
        var result = await generator.RunAsync(proxy, duration, cancellationToken);
        var sample = new Sample
        {
            [Unit.Cost] = (tree?.CpuSeconds - before) * Unit.CostScale / result.Count,
            [Unit.Rate] = result.Count / result.Elapsed.TotalSeconds,
            [Metric.Peak] = tree?.PeakKiB / 1024.0,
            [Metric.Errors] = result.Errors,
            Problem = result.Problem,
        };
        if (Unit.HasLatency)
        {
            sample[Metric.Median] = result.Median?.TotalMicroseconds;
            sample[Metric.NinetyNinth] = result.NinetyNinth?.TotalMicroseconds;
        }

        return sample;
    }
}
