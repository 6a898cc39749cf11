using Proximity.Load.Comparing;
using Proximity.Load.Contestants;

namespace Proximity.Load.Workloads;

/// <summary>From the start of the process to the end of its first answer to a proxied request, tried every millisecond; the files are in the system's cache.</summary>
internal sealed class StartWorkload(string name, string title) : Workload(name, title)
{
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.StartMilliseconds, Metric.Resident];

    public override bool StartsAfresh => true;

    public override IReadOnlyList<string>? Contestants { get; } = ["proximity", "proximity-aot", "haproxy", "nginx", "squid", "tinyproxy"];

    public override Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(new Sample
    {
        [Metric.StartMilliseconds] = proxy.StartTime.TotalMilliseconds,
        [Metric.Resident] = proxy.Child!.Tree.ResidentKiB / 1024.0,
    });
}
