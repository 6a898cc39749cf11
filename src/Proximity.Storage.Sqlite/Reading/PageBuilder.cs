using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>Gathers the flows of a page, and says when it is full or its time is over.</summary>
internal sealed class PageBuilder
{
    private readonly FlowLoader loader;
    private readonly FlowQuery query;
    private readonly Condition condition;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly long total;
    private readonly List<StoredFlow> flows = [];

    public PageBuilder(Connection connection, FlowQuery query, Condition condition, TimeProvider time)
    {
        loader = new FlowLoader(connection);
        this.query = query;
        this.condition = condition;
        this.time = time;
        began = time.GetTimestamp();
        total = Count(connection);
    }

    /// <summary>The time left; zero when it is over.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = query.Budget - time.GetElapsedTime(began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsOver => Left == TimeSpan.Zero;

    /// <summary>Why the page ends here; null when it does not.</summary>
    public FlowPageEnd? Reached
        => flows.Count >= query.Limit ? FlowPageEnd.LimitReached : IsOver ? FlowPageEnd.BudgetSpent : null;

    /// <summary>Takes the flow of a row that satisfies the condition, if it matches.</summary>
    public void Look(FlowRow row)
    {
        IFlowFilter? question = condition.Question(row.Flags);
        StoredFlow flow = loader.Load(row, query.WithBodies || question is { ReadsBodies: true });
        if (question is null || question.Evaluate(flow) is true)
        {
            flows.Add(query.WithBodies || !flow.HasBodies ? flow : loader.Load(row, withBodies: false));
        }
    }

    public FlowPage Exhausted(long scanned)
        => new(flows, FlowPageEnd.Exhausted) { ScannedCount = Math.Min(scanned, total), TotalCount = total };

    public FlowPage Ended(FlowPageEnd end, QueryCursor next, long scanned)
        => new(flows, end) { Next = next.ToString(), ScannedCount = Math.Min(scanned, total), TotalCount = total };

    private static long Count(Connection connection)
    {
        Statement statement = connection.Statement("SELECT value FROM counter WHERE name = 'flows'");
        long count = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return count;
    }
}
