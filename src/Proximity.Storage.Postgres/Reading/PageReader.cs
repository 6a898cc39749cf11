using System.Data;
using System.Diagnostics;
using Npgsql;
using Proximity.Storage.Postgres.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>
/// Reads one page, of one moment. The theory: the database is asked for slices, each with a bound on its rows and, in the order of the
/// sequence, on the numbers that it looks at, so that the time can be seen between them; a slice that was quick makes the next one larger.
/// </summary>
internal sealed class PageReader
{
    private const int FirstRows = 64;
    private const int MostRows = 1024;
    private const long FirstNumbers = 4096;
    private const long MostNumbers = 1L << 24;

    private readonly NpgsqlConnection connection;
    private readonly FlowQuery query;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly FlowCondition condition;
    private readonly bool readsBodies;
    private readonly string? sortColumn;
    private readonly List<StoredFlow> found = [];
    private TableBounds bounds;
    private QueryCursor position;
    private long scanned;
    private long numbers = FirstNumbers;
    private int rows = FirstRows;

    private PageReader(NpgsqlConnection connection, FlowQuery query, TimeProvider time)
    {
        (this.connection, this.query, this.time) = (connection, query, time);
        began = time.GetTimestamp();
        condition = FlowCondition.Of(query.Filter);
        readsBodies = query.WithBodies || condition.ReadsBodies;
        sortColumn = SortColumns.Of(query.Sort.Field);
        position = QueryCursor.Of(query);
    }

    private bool IsDescending => query.Sort.IsDescending;

    /// <returns>The page, and the number of the flow that was looked at last, which an exhausted page has no cursor for.</returns>
    public static async Task<(FlowPage Page, long Position)> ReadAsync(
        NpgsqlConnection connection, FlowQuery query, TimeProvider time, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var reader = new PageReader(connection, query, time);
            FlowPageEnd end = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return (reader.Page(end), reader.position.Sequence);
        }
    }

    private async Task<FlowPageEnd> ReadAsync(CancellationToken cancellationToken)
    {
        bounds = await TableBounds.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (sortColumn is null)
        {
            // Numbers beyond those that are there are passed over at once.
            position = position with
            {
                Sequence = IsDescending ? Math.Min(position.Sequence, bounds.Last + 1) : Math.Max(position.Sequence, bounds.First - 1),
            };
        }

        while (!IsAtEnd())
        {
            long asked = time.GetTimestamp();
            int most = condition.IsExact ? query.Limit - found.Count : rows;
            (int count, FlowPageEnd? end) = await ReadSliceAsync(most, cancellationToken).ConfigureAwait(false);
            if (end is { } why)
            {
                return why;
            }

            if (count < most && sortColumn is not null)
            {
                return FlowPageEnd.Exhausted;
            }

            if (count < most)
            {
                PassSlice();
            }

            if (IsOver() && !IsAtEnd())
            {
                return FlowPageEnd.BudgetSpent;
            }

            Widen(time.GetElapsedTime(asked));
        }

        return FlowPageEnd.Exhausted;
    }

    private bool IsAtEnd() => sortColumn is null && (IsDescending ? position.Sequence <= bounds.First : position.Sequence >= bounds.Last);

    private bool IsOver() => time.GetElapsedTime(began) >= query.Budget;

    /// <summary>The number at which a slice ends: the lowest or the highest that it looks at.</summary>
    private long SliceEnd() => condition.IsAll
        ? IsDescending ? bounds.First : bounds.Last
        : IsDescending ? Math.Max(bounds.First, position.Sequence - numbers) : Math.Min(bounds.Last, position.Sequence + numbers);

    private void PassSlice()
    {
        long end = SliceEnd();
        Debug.Assert(IsDescending ? end < position.Sequence || end == bounds.First : end >= position.Sequence, "a slice goes forward");
        scanned += condition.IsAll ? 0 : condition.IsExact ? Math.Abs(position.Sequence - end) : 0;
        position = position with { Sequence = end };
    }

    private void Widen(TimeSpan taken)
    {
        if (taken > query.Budget / 8)
        {
            return;
        }

        rows = Math.Min(MostRows, rows * 2);
        numbers = Math.Min(MostNumbers, numbers * 4);
    }

    /// <returns>How many rows it had, and why the page ends in it; null when it does not.</returns>
    private async Task<(int Count, FlowPageEnd? End)> ReadSliceAsync(int most, CancellationToken cancellationToken)
    {
        int count = 0;
        NpgsqlCommand command = SliceCommand(most);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    count++;
                    if (Take(reader) is { } end)
                    {
                        return (count, end);
                    }
                }
            }
        }

        return (count, null);
    }

    private NpgsqlCommand SliceCommand(int most)
    {
        (string direction, string sign, string end) = IsDescending ? ("DESC", "<", ">=") : ("ASC", ">", "<=");
        int first = condition.Parameters.Count + 1;
        string bound = sortColumn is null
            ? $"id {sign} ${first} AND id {end} ${first + 1}"
            : $"({sortColumn}, id) {sign} (${first}, ${first + 1})";
        string order = sortColumn is null ? $"id {direction}" : $"{sortColumn} {direction}, id {direction}";
        string slice = $"(SELECT * FROM flow WHERE {bound} AND {condition.Where} ORDER BY {order} LIMIT ${first + 2})";
        string outer = sortColumn is null ? $"f.id {direction}" : $"f.{sortColumn} {direction}, f.id {direction}";
        (long one, long other) = sortColumn is null ? (position.Sequence, SliceEnd()) : (position.Key, position.Sequence);
        return connection.Command(FlowRows.Select(slice, readsBodies, outer), [.. condition.Parameters, one, other, (long)most]);
    }

    /// <summary>Looks at the row; why the page ends at it, null when it does not.</summary>
    private FlowPageEnd? Take(NpgsqlDataReader reader)
    {
        StoredFlow flow = FlowRows.Read(reader, readsBodies);
        position = new QueryCursor(query.Sort, QueryCursor.KeyOf(flow, query.Sort.Field), flow.Sequence);
        scanned++;
        if (condition.Matches(flow, FlowRows.IsOdd(reader)))
        {
            found.Add(query.WithBodies ? flow : FlowRows.WithoutBodies(flow));
        }

        return found.Count == query.Limit ? FlowPageEnd.LimitReached
            : !condition.IsExact && IsOver() ? FlowPageEnd.BudgetSpent
            : null;
    }

    private FlowPage Page(FlowPageEnd end) => new(found, end)
    {
        Next = end == FlowPageEnd.Exhausted ? null : position.ToString(),
        ScannedCount = Math.Min(scanned, bounds.Count),
        TotalCount = bounds.Count,
    };
}
