using Proximity.Stores;

namespace Proximity.Storage.Postgres.Schema;

/// <summary>The columns that flows are sorted by, to the tick: those of filters have microseconds.</summary>
internal static class SortColumns
{
    /// <summary>By what, in the order of the columns (<see cref="SchemaText.OwnNames"/>).</summary>
    public static IReadOnlyList<FlowSortField> Fields { get; } =
        [FlowSortField.Time, FlowSortField.Duration, FlowSortField.ResponseSize, FlowSortField.Status];

    /// <summary>The column; null for the sequence itself.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static string? Of(FlowSortField field) => field switch
    {
        FlowSortField.Sequence => null,
        FlowSortField.Time => "sort_time",
        FlowSortField.Duration => "sort_duration",
        FlowSortField.ResponseSize => "sort_size",
        FlowSortField.Status => "sort_status",
        _ => throw new NotSupportedException($"Flows cannot be sorted by {field}."),
    };
}
