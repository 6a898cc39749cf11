namespace Proximity.Stores;

/// <summary>The numbers of flows that a query finds, without the flows.</summary>
/// <param name="Sequences">The numbers, in the order asked for.</param>
/// <param name="End">Why it ends here.</param>
public sealed record FlowIndexPage(IReadOnlyList<long> Sequences, FlowPageEnd End)
{
    /// <summary>The cursor of what is behind it; null when <see cref="End"/> is <see cref="FlowPageEnd.Exhausted"/>.</summary>
    public string? Next { get; init; }

    /// <summary>How many flows were looked at; an index makes it fewer.</summary>
    public long ScannedCount { get; init; }

    /// <summary>How many flows the store has; null when that is not known without counting.</summary>
    public long? TotalCount { get; init; }

    /// <summary>The numbers of a page of flows.</summary>
    internal static FlowIndexPage Of(FlowPage page) => new([.. page.Flows.Select(static flow => flow.Sequence)], page.End)
    {
        Next = page.Next,
        ScannedCount = page.ScannedCount,
        TotalCount = page.TotalCount,
    };
}
