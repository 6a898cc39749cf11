namespace Proximity.Stores;

/// <summary>The order of the flows of a query.</summary>
/// <param name="Field">By what.</param>
/// <param name="IsDescending">True for the largest first.</param>
public readonly record struct FlowSort(FlowSortField Field, bool IsDescending)
{
    /// <summary>The last that the store took comes first.</summary>
    public static FlowSort NewestFirst { get; } = new(FlowSortField.Sequence, IsDescending: true);

    /// <summary>The first that the store took comes first.</summary>
    public static FlowSort OldestFirst { get; } = new(FlowSortField.Sequence, IsDescending: false);
}
