using System.Globalization;
using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>What the runtime allocated for each request, by its own count; the library runs in a program that tells it.</summary>
internal sealed class AllocationWorkload(string name, string title, IGenerator generator) : Workload(name, title)
{
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Allocated, Metric.Errors];

    public override IReadOnlyList<string>? Contestants { get; } = ["host", "host-norecord", "host-intercept"];

    public override async Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        var before = await AllocatedAsync(proxy.Child!);
        var result = await generator.RunAsync(proxy, duration, cancellationToken);
        return new Sample { [Metric.Allocated] = (await AllocatedAsync(proxy.Child!) - before) / result.Count, [Metric.Errors] = result.Errors };
    }

    private static async Task<double> AllocatedAsync(Child child) => double.Parse(await child.AskAsync("allocated"), CultureInfo.InvariantCulture);
}
