using System.Diagnostics;
using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>
/// A long body, three times: whether the proxy's memory grows with the third. A turn lasts as long as they take.
/// </summary>
internal sealed class LongBodyWorkload(string name, string title, long bytes) : Workload(name, title)
{
    /// <summary>The heap, and the code, find their size.</summary>
    private const int WarmUps = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public override IReadOnlyList<Metric> Metrics { get; } =
        [Metric.MemorySlope, Metric.Resident, Metric.Peak, Metric.CpuPerGiB, Metric.Errors];

    public override bool StartsAfresh => true;

    public override IReadOnlyList<string>? Contestants { get; } = ["host", "host-transform"];

    public override async Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        await ReplacedWord.RequireAsync(proxy, cancellationToken);
        for (var body = 0; body < WarmUps; body++)
        {
            await MoveAsync(proxy);
        }

        ProcessTree tree = proxy.Child!.Tree;
        tree.ResetPeak();
        double cpu = tree.CpuSeconds;
        var samples = new List<(double Seconds, double KiB)>();
        var watch = Stopwatch.StartNew();
        Task<double> moving = MoveAsync(proxy);
        while (await Task.WhenAny(moving, Task.Delay(Pause, cancellationToken)) != moving)
        {
            cancellationToken.ThrowIfCancellationRequested();
            samples.Add((watch.Elapsed.TotalSeconds, tree.ResidentKiB));
        }

        double moved = await moving;
        double perSecond = moved / watch.Elapsed.TotalSeconds;
        return new Sample
        {
            [Metric.MemorySlope] = Line.Slope(samples) / perSecond,
            [Metric.Resident] = samples[^1].KiB / 1024.0,
            [Metric.Peak] = tree.PeakKiB / 1024.0,
            [Metric.CpuPerGiB] = (tree.CpuSeconds - cpu) / moved,
            [Metric.Errors] = 0,
        };
    }

    private Task<double> MoveAsync(RunningProxy proxy)
        => Task.Factory.StartNew(() => Move(proxy), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>How many GiB went through.</summary>
    private double Move(RunningProxy proxy)
    {
        using var session = new TransferSession(proxy, new Transfer(bytes) { IsChunked = true });
        return session.Step();
    }
}
