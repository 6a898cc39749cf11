using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>Connections that stay and do nothing: the memory of each. At the end every one of them must still work.</summary>
internal sealed class IdleWorkload(string name, string title, int count, bool tunnels) : Workload(name, title)
{
    /// <summary>What one connection of the kind costs once is not what each costs.</summary>
    private const int FirstCount = 200;

    /// <summary>Time for a proxy to give back what a burst left behind.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.MemoryEach, Metric.Resident, Metric.Errors];

    public override bool StartsAfresh => true;

    public override IReadOnlyList<string>? Contestants { get; } = ["proximity", "haproxy", "nginx", "squid", "tinyproxy"];

    public override async Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tree = proxy.Child!.Tree;
        using var peers = new IdlePeers(proxy, tunnels);
        await peers.OpenAsync(FirstCount, cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var before = tree.ResidentKiB;
        await peers.OpenAsync(count, cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var after = tree.ResidentKiB;
        return new Sample
        {
            [Metric.MemoryEach] = (after - before) / (double)count,
            [Metric.Resident] = after / 1024.0,
            [Metric.Errors] = await peers.CountDeadAsync(cancellationToken),
        };
    }
}
