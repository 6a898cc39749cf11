namespace Proximity.Stores;

/// <summary>One page of a query's answer.</summary>
/// <param name="Flows">The flows, in the order asked for.</param>
/// <param name="End">Why it ends here.</param>
public sealed record FlowPage(IReadOnlyList<StoredFlow> Flows, FlowPageEnd End)
{
    /// <summary>The cursor of the page behind it; null when <see cref="End"/> is <see cref="FlowPageEnd.Exhausted"/>.</summary>
    public string? Next { get; init; }

    /// <summary>How many flows were looked at for this page; an index makes it fewer.</summary>
    public long ScannedCount { get; init; }

    /// <summary>How many flows the store has, to show how far a search is; null when that is not known without counting.</summary>
    public long? TotalCount { get; init; }
}
