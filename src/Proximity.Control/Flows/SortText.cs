using Proximity.Stores;

namespace Proximity.Control;

/// <summary>The order of flows as callers write it: a field, with <c>-</c> before it for the largest first.</summary>
internal static class SortText
{
    /// <summary>The order; the newest first for null.</summary>
    /// <exception cref="OperationException">There is no such order, or the store has it not.</exception>
    public static FlowSort Read(string? text, FlowStoreCapabilities store)
    {
        if (text is null)
        {
            return FlowSort.NewestFirst;
        }

        FlowSortField? field = text.TrimStart('-') switch
        {
            "id" => FlowSortField.Sequence,
            "time" => FlowSortField.Time,
            "duration" => FlowSortField.Duration,
            "size" => FlowSortField.ResponseSize,
            "status" => FlowSortField.Status,
            _ => null,
        };
        return field is { } known && store.SortFields.Contains(known)
            ? new FlowSort(known, text.StartsWith('-'))
            : throw new OperationException(
                OperationProblem.Invalid,
                "unknown_sort",
                $"Flows cannot be sorted by '{text}'. There are id, time, duration, size and status.");
    }
}
