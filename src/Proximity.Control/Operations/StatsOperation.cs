using System.Globalization;
using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Counts flows in groups.</summary>
internal static class StatsOperation
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

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
        FieldReference[] by = [.. input.By.Select(Field)];
        Filter? filter = FilterReader.Read(context, input.Filter);
        bool readsBodies = by.Any(static field => field.Field.Phase is FilterPhase.RequestBody or FilterPhase.ResponseBody);
        var values = new FieldValues(context.Codings);
        var groups = new FlowGroups();
        var query = new FlowQuery { Filter = filter, Limit = FlowQuery.MaxLimit, WithBodies = readsBodies };
        long began = context.TimeProvider.GetTimestamp();
        long flows = 0;
        FlowPage page;
        do
        {
            page = await context.Proxy.Flows.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (StoredFlow flow in page.Flows)
            {
                flows++;
                groups.Add([.. by.Select(field => Text(values, field, flow))], flow.Flow);
            }

            query = query with { Cursor = page.Next };
        }
        while (page.End != FlowPageEnd.Exhausted && context.TimeProvider.GetElapsedTime(began) < Budget);

        StatsGroup[] largest = [.. groups.Largest.Take(limit).Select(Shown)];
        return new StatsOutput(largest, groups.Count, flows, page.End == FlowPageEnd.Exhausted);
    }

    private static StatsGroup Shown(FlowGroup group)
    {
        return new StatsGroup(group.Keys, group.Durations.Count, group.Bytes, group.Errors, At(0.50), At(0.95), At(0.99));

        double At(double share) => Units.Milliseconds(group.Durations.At(share) ?? 0);
    }

    private static FieldReference Field(string name) => FieldValues.Named(name, out string? problem)
        ?? throw new OperationException(OperationProblem.Invalid, "unknown_field", $"{name} is no field of filters. {problem}");

    private static string Text(FieldValues values, FieldReference field, StoredFlow flow) => field.Field.IsNumeric
        ? values.Number(flow.Flow, field, flow)?.ToString("0.###", CultureInfo.InvariantCulture) ?? ""
        : string.Join(", ", values.Texts(flow.Flow, field, flow));
}
