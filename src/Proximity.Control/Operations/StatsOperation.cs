using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Counts flows in groups.</summary>
internal static class StatsOperation
{
    public static Operation Entry { get; } = new Operation<StatsInput, StatsOutput>(
        "flows.stats", "GET /api/stats", OperationEffect.Reads,
        "Counts flows by any fields: how many, how large, how slow, how many failed.")
    {
        Input = ControlJson.Default.StatsInput,
        Output = ControlJson.Default.StatsOutput,
        Run = RunAsync,
    };

    private static async ValueTask<StatsOutput> RunAsync(ControlContext context, StatsInput input, CancellationToken cancellationToken)
    {
        int limit = SearchOperation.Checked(input.Limit);
        FieldReference[] by = [.. input.By.Select(FieldText.Named)];
        Filter? filter = FilterReader.Read(context, input.Filter);
        var walk = new FlowWalk(context)
        {
            Filter = filter,
            WithBodies = by.Any(static field => field.Field.Phase is FilterPhase.RequestBody or FilterPhase.ResponseBody),
        };
        var values = new FieldValues(context.Codings);
        var groups = new FlowGroups();
        var all = new FlowGroup([]);
        IAsyncEnumerable<StoredFlow> flows = input.Ids is { } ids
            ? walk.NamedAsync(ids, cancellationToken) : walk.MatchingAsync(cancellationToken);
        await foreach (StoredFlow flow in flows.ConfigureAwait(false))
        {
            groups.Add([.. by.Select(field => FieldText.Of(values, field, flow))], flow.Flow);
            all.Add(flow.Flow);
        }

        StatsGroup[] largest =
        [
            .. groups.Largest.Take(limit).Select(group => Shown(group) with { Filter = GroupFilter.Of(by, group.Keys) }),
        ];
        return new StatsOutput(largest, groups.Count, groups.FlowCount, walk.IsComplete, Shown(all));
    }

    private static StatsGroup Shown(FlowGroup group)
    {
        return new StatsGroup(group.Keys, group.Durations.Count, group.Bytes, group.Errors, At(0.50), At(0.95), At(0.99));

        double At(double share) => Units.Milliseconds(group.Durations.At(share) ?? 0);
    }
}
