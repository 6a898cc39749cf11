using System.Globalization;
using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>What each kept flow takes, by the runtime's own count behind a full collection, once as many are kept as may be.</summary>
internal sealed class KeptFlowsWorkload(string name, string title) : Workload(name, title)
{
    private const int Count = 100_000;

    /// <summary>A machine that does not come this far in so many turns has another problem.</summary>
    private const int MostTurns = 120;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly Wrk generator = new("/length/1024", 16);

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.KeptBytes, Metric.RawBytes, Metric.Resident, Metric.Errors];

    public override bool StartsAfresh => true;

    public override IReadOnlyList<string>? Contestants { get; } = ["host-flows"];

    public override async Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        Kept before = await AskAsync(proxy);
        Kept now = before;
        long errors = 0;
        for (var turn = 0; now.Flows < Count && turn < MostTurns; turn++)
        {
            errors += (await generator.RunAsync(proxy, Turn, cancellationToken)).Errors;
            now = await AskAsync(proxy);
        }

        return new Sample
        {
            [Metric.KeptBytes] = (now.InUse - before.InUse) / now.Flows,
            [Metric.RawBytes] = now.Raw / now.Flows,
            [Metric.Resident] = proxy.Child!.Tree.ResidentKiB / 1024.0,
            [Metric.Errors] = errors + (now.Flows < Count ? 1 : 0),
        };
    }

    private static async Task<Kept> AskAsync(RunningProxy proxy)
    {
        string answer = await proxy.Child!.AskAsync("kept");
        double[] figures = [.. answer.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return new Kept(figures[0], figures[1], figures[2]);
    }

    private sealed record Kept(double InUse, double Raw, double Flows);
}
