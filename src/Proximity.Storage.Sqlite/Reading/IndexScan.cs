using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>The numbers of flows in the order of the sequence, where rows say whether a flow matches.</summary>
/// <param name="connection">The connection.</param>
/// <param name="query">The query.</param>
/// <param name="condition">Its filter, without a residual.</param>
/// <param name="limit">The most numbers.</param>
/// <param name="time">The clock.</param>
internal class IndexScan(Connection connection, FlowQuery query, Condition condition, int limit, TimeProvider time)
    : SequenceScan(connection, query, condition, time)
{
    private readonly Condition rows = condition;
    private readonly FlowLoader loader = new(connection);
    private readonly List<long> sequences = [];

    protected override string Columns => "id, flags";

    protected override FlowPageEnd? Reached
        => sequences.Count >= limit ? FlowPageEnd.LimitReached : IsOver ? FlowPageEnd.BudgetSpent : null;

    /// <summary>The numbers.</summary>
    public FlowIndexPage Index(CancellationToken cancellationToken)
        => FlowIndexPage.Of(Run(cancellationToken)) with { Sequences = sequences };

    protected override long Take(Statement row)
    {
        long sequence = row.Integer(0);

        // Of a flow that had not ended no column says all: it is asked itself.
        if (rows.Question(row.Integer(1)) is not { } question
            || (loader.Find(sequence) is { } flow && question.Evaluate(flow) is true))
        {
            Add(row, sequence);
        }

        return sequence;
    }

    /// <summary>Takes a row that matches.</summary>
    protected virtual void Add(Statement row, long sequence) => sequences.Add(sequence);
}
