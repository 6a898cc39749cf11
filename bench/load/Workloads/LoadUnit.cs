using Proximity.Load.Comparing;

namespace Proximity.Load.Workloads;

/// <summary>What a load is counted in, and the metrics that follow.</summary>
internal sealed record LoadUnit(Metric Cost, double CostScale, Metric Rate, bool HasLatency)
{
    public static readonly LoadUnit Each = new(Metric.CpuEach, 1e6, Metric.Rate, HasLatency: true);
    public static readonly LoadUnit GiB = new(Metric.CpuPerGiB, 1, Metric.GiBRate, HasLatency: false);

    public IReadOnlyList<Metric> Metrics => HasLatency ? [Cost, Rate, Metric.Median, Metric.NinetyNinth, Metric.Peak, Metric.Errors] : [Cost, Rate, Metric.Peak, Metric.Errors];
}
