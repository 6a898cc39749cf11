using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>A page in the order of a column: all rows are looked at first, and the time counts from the first that comes out.</summary>
internal sealed class SortedScan(Connection connection, FlowQuery query, Condition condition, TimeProvider time)
{
    /// <summary>The column by which a field sorts; nothing counts as 0.</summary>
    public static string Column(FlowSortField field) => field switch
    {
        FlowSortField.Time => "time",
        FlowSortField.Duration => "duration",
        FlowSortField.ResponseSize => "res_size",
        FlowSortField.Status => "status",
        _ => throw new NotSupportedException($"The store does not sort by {field}."),
    };

    /// <summary>Refuses an order that there is not, and a cursor of another one.</summary>
    /// <exception cref="NotSupportedException">There is no such order.</exception>
    /// <exception cref="ArgumentException">The cursor is not one of this query.</exception>
    public static void Check(FlowQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Sort.Field != FlowSortField.Sequence)
        {
            _ = Column(query.Sort.Field);
        }

        _ = QueryCursor.Of(query);
    }

    public FlowPage Run(CancellationToken cancellationToken)
    {
        var page = new PageBuilder(connection, query, condition, time);
        string key = $"coalesce({Column(query.Sort.Field)}, 0)";
        QueryCursor? cursor = query.Cursor is null ? null : QueryCursor.Of(query);
        Statement statement = connection.Statement(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT {FlowRow.Columns}, {key} FROM flow
            WHERE ({condition.Where}){Behind(key, cursor)} ORDER BY {key} {Direction}, id {Direction}
            """));
        if (cursor is { } from)
        {
            statement.Bind(statement.Parameter("@value"), from.Key);
            statement.Bind(statement.Parameter("@sequence"), from.Sequence);
        }

        condition.Bind(statement);
        connection.Database.Limit.Begin(null, cancellationToken);
        long scanned = 0;
        while (statement.Step())
        {
            FlowRow row = FlowRow.Read(statement);
            page.Look(row);
            scanned++;
            if (page.Reached is { } end)
            {
                var next = new QueryCursor(query.Sort, statement.Integer(FlowRow.ColumnCount), row.Sequence);
                return statement.Step() ? page.Ended(end, next, scanned) : page.Exhausted(scanned);
            }
        }

        return page.Exhausted(scanned);
    }

    private string Direction => query.Sort.IsDescending ? "DESC" : "ASC";

    private string Behind(string key, QueryCursor? cursor)
        => cursor is null ? string.Empty : $" AND ({key}, id) {(query.Sort.IsDescending ? '<' : '>')} (@value, @sequence)";
}
