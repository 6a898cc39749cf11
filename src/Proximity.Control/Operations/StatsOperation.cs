using System.Globalization;
using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Counts flows in groups.</summary>
internal static class StatsOperation
{
    /// <summary>What is counted together beyond so many groups.</summary>
    private const int MostGroups = 10_000;

    private const string Others = "(others)";

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
        Dictionary<string, FlowGroup> groups = new(StringComparer.Ordinal);
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
                GroupOf(groups, [.. by.Select(field => Text(values, field, flow))]).Add(flow.Flow);
            }

            query = query with { Cursor = page.Next };
        }
        while (page.End != FlowPageEnd.Exhausted && context.TimeProvider.GetElapsedTime(began) < Budget);

        StatsGroup[] largest =
        [
            .. groups.Values.OrderByDescending(static group => group.Count).Take(limit).Select(static group => group.Result()),
        ];
        return new StatsOutput(largest, groups.Count, flows, page.End == FlowPageEnd.Exhausted);
    }

    private static FlowGroup GroupOf(Dictionary<string, FlowGroup> groups, string[] keys)
    {
        string key = string.Join('\0', keys);
        if (groups.TryGetValue(key, out FlowGroup? group))
        {
            return group;
        }

        if (groups.Count >= MostGroups)
        {
            keys = [.. keys.Select(static (_, at) => at == 0 ? Others : string.Empty)];
            key = Others;
        }

        return groups.TryGetValue(key, out FlowGroup? known) ? known : groups[key] = new FlowGroup(keys);
    }

    private static FieldReference Field(string name) => FieldValues.Named(name, out string? problem)
        ?? throw new OperationException(OperationProblem.Invalid, "unknown_field", $"{name} is no field of filters. {problem}");

    private static string Text(FieldValues values, FieldReference field, StoredFlow flow) => field.Field.IsNumeric
        ? values.Number(flow.Flow, field, flow)?.ToString("0.###", CultureInfo.InvariantCulture) ?? ""
        : string.Join(", ", values.Texts(flow.Flow, field, flow));
}
