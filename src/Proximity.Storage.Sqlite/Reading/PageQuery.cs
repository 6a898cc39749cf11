using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Writing;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>Answers one query with one page.</summary>
internal static class PageQuery
{
    public static FlowPage Run(Connection connection, FlowQuery query, TimeProvider time, CancellationToken cancellationToken)
    {
        Condition condition = Condition.Of(query.Filter, TextOf(connection.Database), time);
        return query.Sort.Field == FlowSortField.Sequence
            ? new SequenceScan(connection, query, condition, time).Run(cancellationToken)
            : new SortedScan(connection, query, condition, time).Run(cancellationToken);
    }

    /// <summary>Answers with numbers alone: of rows, as far as they say whether a flow matches.</summary>
    public static FlowIndexPage Index(
        Connection connection, FlowQuery query, int limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Condition condition = Condition.Of(query.Filter, TextOf(connection.Database), time);
        if (query.Sort.Field == FlowSortField.Sequence && !condition.HasResidual)
        {
            return new IndexScan(connection, query, condition, limit, time).Index(cancellationToken);
        }

        FlowQuery some = query with { Limit = Math.Min(limit, FlowQuery.MaxLimit), WithBodies = false };
        return FlowIndexPage.Of(Run(connection, some, time, cancellationToken));
    }

    /// <summary>Counts by the time of rows alone; null where they do not say whether a flow matches.</summary>
    public static FlowTally? Tally(
        Connection connection, FlowQuery query, TimeSpan width, TimeProvider time, CancellationToken cancellationToken)
    {
        Condition condition = Condition.Of(query.Filter, TextOf(connection.Database), time);
        return condition.HasResidual ? null : new TallyScan(connection, query, condition, width, time).Tally(cancellationToken);
    }

    /// <summary>Answers one in the order of the sequence, and says up to which number it has come.</summary>
    public static (FlowPage Page, long Position) Scan(
        Connection connection, FlowQuery query, TimeProvider time, CancellationToken cancellationToken)
    {
        var scan = new SequenceScan(connection, query, Condition.Of(query.Filter, TextOf(connection.Database), time), time);
        return (scan.Run(cancellationToken), scan.Position);
    }

    /// <summary>What the text index of the file can tell.</summary>
    private static TextQuery? TextOf(Database database)
        => TextIndex.IsIn(database) ? new TextQuery(database.Number("SELECT EXISTS (SELECT 1 FROM text_gap)") != 0) : null;
}
