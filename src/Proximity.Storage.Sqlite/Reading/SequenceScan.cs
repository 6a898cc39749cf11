using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>
/// A page in the order of the sequence. The numbers are gone through in windows that grow, so that a page that finds nothing knows how far
/// it has come: the next one goes on there. The first window is looked at whatever the time.
/// </summary>
internal class SequenceScan(Connection connection, FlowQuery query, Condition condition, TimeProvider time)
{
    private const long FirstWindow = 512;
    private const long LargestWindow = 1 << 18;

    private readonly PageBuilder page = new(connection, query, condition, time);
    private readonly bool isDescending = query.Sort.IsDescending;
    private long oldest;
    private long newest;
    private long position;
    private long start;

    public FlowPage Run(CancellationToken cancellationToken)
    {
        if (!FindEnds())
        {
            return page.Exhausted(0);
        }

        long window = FirstWindow;
        while (HasMore)
        {
            long before = time.GetTimestamp();
            if (Scan(Math.Min(window, Left), window > FirstWindow, cancellationToken) is { } end)
            {
                return Ended(end);
            }

            if (HasMore && page.IsOver)
            {
                return Ended(FlowPageEnd.BudgetSpent);
            }

            window = Next(window, time.GetElapsedTime(before));
        }

        return page.Exhausted(Scanned);
    }

    /// <summary>What is read of each row.</summary>
    protected virtual string Columns => FlowRow.Columns;

    /// <summary>Why the page ends here; null when it does not.</summary>
    protected virtual FlowPageEnd? Reached => page.Reached;

    /// <summary>True when the time is over.</summary>
    protected bool IsOver => page.IsOver;

    /// <summary>Takes a row that satisfies the condition, if it matches.</summary>
    /// <returns>Its number.</returns>
    protected virtual long Take(Statement row)
    {
        FlowRow read = FlowRow.Read(row);
        page.Look(read);
        return read.Sequence;
    }

    /// <summary>The numbers not yet gone through.</summary>
    private long Left => isDescending ? position - oldest : newest - position;

    private bool HasMore => Left > 0;

    /// <summary>The number up to which all have been gone through.</summary>
    public long Position => position;

    private long Scanned => Math.Abs(position - start);

    private string Direction => isDescending ? "DESC" : "ASC";

    private FlowPage Ended(FlowPageEnd end)
        => HasMore ? page.Ended(end, new QueryCursor(query.Sort, 0, position), Scanned) : page.Exhausted(Scanned);

    /// <summary>The position is the number before which, or behind which, the scan goes on.</summary>
    private bool FindEnds()
    {
        // One statement for both would read the whole tree.
        Statement first = connection.Statement("SELECT min(id) FROM flow");
        Statement last = connection.Statement("SELECT max(id) FROM flow");
        QueryCursor cursor = QueryCursor.Of(query);
        position = cursor.Sequence;
        if (!first.Step() || !last.Step() || first.IsNull(0))
        {
            return false;
        }

        (oldest, newest) = (first.Integer(0), last.Integer(0));
        first.Reset();
        last.Reset();
        position = isDescending ? Math.Min(position, newest + 1) : Math.Max(position, oldest - 1);
        start = position;
        return true;
    }

    /// <summary>As many numbers as the time left allows for, by the pace of the window before.</summary>
    private long Next(long window, TimeSpan took)
    {
        double pace = window / Math.Max(took.TotalMilliseconds, 0.01);
        return (long)Math.Clamp(pace * page.Left.TotalMilliseconds, FirstWindow, Math.Min(window * 2, LargestWindow));
    }

    /// <returns>Why the page ends; null when it does not.</returns>
    private FlowPageEnd? Scan(long window, bool isTimed, CancellationToken cancellationToken)
    {
        (long low, long high) = isDescending ? (position - window, position - 1) : (position + 1, position + window);
        Statement statement = connection.Statement(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {Columns} FROM flow WHERE id BETWEEN @low AND @high AND ({condition.Where}) ORDER BY id {Direction}"));
        statement.Bind(statement.Parameter("@low"), low);
        statement.Bind(statement.Parameter("@high"), high);
        condition.Bind(statement);
        connection.Database.Limit.Begin(isTimed ? page.Left + TimeSpan.FromMilliseconds(1) : null, cancellationToken);
        try
        {
            while (statement.Step())
            {
                position = Take(statement);
                if (Reached is { } end)
                {
                    return end;
                }
            }
        }
        catch (StatementEndedException) when (!cancellationToken.IsCancellationRequested)
        {
            return FlowPageEnd.BudgetSpent;
        }
        finally
        {
            connection.Database.Limit.Begin(null, cancellationToken);
            statement.Reset();
        }

        position = isDescending ? low : high;
        return null;
    }
}
