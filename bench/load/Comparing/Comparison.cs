using System.Runtime.CompilerServices;
using Proximity.Load.Contestants;
using Proximity.Load.Reporting;
using Proximity.Load.Workloads;

namespace Proximity.Load.Comparing;

/// <summary>
/// Runs workload after workload. In each, every contestant is started once and warmed up; then come the rounds, in which they have their turns one after the other, so that whatever
/// else the machine does meets them all. Those whose turn it is not are idle.
/// </summary>
internal sealed class Comparison(ComparisonPlan plan, string folder, TextWriter progress)
{
    private readonly Ports ports = new();

    /// <summary>The reports, each handed out as soon as it is complete.</summary>
    public async IAsyncEnumerable<WorkloadReport> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var workload in plan.Workloads)
        {
            Contestant[] contestants = [.. plan.Contestants.For(workload)];
            if (contestants.Length > 0)
            {
                yield return await RunAsync(workload, contestants, cancellationToken);
            }
        }
    }

    private async Task<WorkloadReport> RunAsync(Workload workload, IReadOnlyList<Contestant> contestants, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(workload.Origin, Path.Combine(folder, workload.Name), ports, cancellationToken);
        var turns = contestants.Select(contestant => new Turns(workload, contestant, stage)).ToArray();
        try
        {
            if (!workload.StartsAfresh)
            {
                await EachAsync(workload, turns, "warm-up", turn => turn.WarmUpAsync(plan.WarmUp, cancellationToken));
            }

            for (var round = 1; round <= plan.Rounds; round++)
            {
                await EachAsync(workload, turns, $"round {round}", turn => turn.RunAsync(plan.Duration, cancellationToken));
            }
        }
        finally
        {
            foreach (var turn in turns)
            {
                await turn.DisposeAsync();
            }
        }

        return new WorkloadReport(workload.Name, workload.Title, [.. workload.Metrics.Select(metric => metric.Name)], [.. turns.Select(turn => turn.Report())]);
    }

    private async Task EachAsync(Workload workload, IEnumerable<Turns> turns, string what, Func<Turns, Task> run)
    {
        foreach (var turn in turns.Where(turn => turn.Failure is null))
        {
            await progress.WriteLineAsync($"{workload.Name}: {what}, {turn.Name}");
            await run(turn);
            if ((turn.Failure ?? turn.Problem) is { } problem)
            {
                await progress.WriteLineAsync($"{workload.Name}: {turn.Name}: {problem}");
            }
        }
    }
}
