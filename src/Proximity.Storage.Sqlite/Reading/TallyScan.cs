using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>Counts flows by when they began, where rows say whether a flow matches: no head is read.</summary>
/// <param name="connection">The connection.</param>
/// <param name="query">The query.</param>
/// <param name="condition">Its filter, without a residual.</param>
/// <param name="width">How long the stretches of time are.</param>
/// <param name="time">The clock.</param>
internal sealed class TallyScan(Connection connection, FlowQuery query, Condition condition, TimeSpan width, TimeProvider time)
    : IndexScan(connection, query, condition, int.MaxValue, time)
{
    private readonly FlowTallyCounts counts = new(width);

    protected override string Columns => "id, flags, time, error IS NOT NULL OR coalesce(status, 0) >= 500";

    protected override FlowPageEnd? Reached => IsOver ? FlowPageEnd.BudgetSpent : null;

    /// <summary>What was counted.</summary>
    public FlowTally Tally(CancellationToken cancellationToken)
    {
        FlowPage page = Run(cancellationToken);
        return new FlowTally(counts.ToBuckets(), page.End) { Next = page.Next, LastSequence = Position };
    }

    protected override void Add(Statement row, long sequence)
        => counts.Add(DateTimeOffset.UnixEpoch.AddMicroseconds(row.Integer(2)), row.Integer(3) != 0);
}
