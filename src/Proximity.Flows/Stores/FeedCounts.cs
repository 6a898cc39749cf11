namespace Proximity.Stores;

/// <summary>What became of the flows that were given to a store. Thread-safe.</summary>
/// <param name="onTrouble">Hears when the store fails, once until it takes flows again; null for nobody.</param>
internal sealed class FeedCounts(Action<Exception>? onTrouble)
{
    private readonly Lock gate = new();
    private FlowStoreCounters counters = new();
    private bool isOver;

    public FlowStoreCounters Value
    {
        get
        {
            lock (gate)
            {
                return counters;
            }
        }
    }

    /// <summary>A batch was given to the store.</summary>
    public void Add(StoreOutcome outcome, FlowAppendOptions how)
    {
        lock (gate)
        {
            if (!isOver)
            {
                counters = counters with
                {
                    StoredFlows = counters.StoredFlows + outcome.StoredCount,
                    Batches = counters.Batches + outcome.BatchCount,
                    LostFlows = counters.LostFlows + outcome.LostCount,
                    FlowsWithoutTextIndex = counters.FlowsWithoutTextIndex + (how.SkipTextIndex ? outcome.StoredCount : 0),
                };
            }
        }
    }

    public void Lose(int count)
    {
        lock (gate)
        {
            counters = isOver ? counters : counters with { LostFlows = counters.LostFlows + count };
        }
    }

    public void Retry()
    {
        lock (gate)
        {
            counters = isOver ? counters : counters with { Retries = counters.Retries + 1 };
        }
    }

    /// <summary>The store has failed, or takes flows again (null).</summary>
    public void Note(Exception? problem)
    {
        bool isNew;
        lock (gate)
        {
            isNew = problem is not null && counters.Problem is null;
            counters = isOver ? counters : counters with { Problem = problem?.Message };
        }

        if (isNew)
        {
            onTrouble?.Invoke(problem!);
        }
    }

    /// <summary>From here on nothing is counted: what the store takes late is not known.</summary>
    /// <param name="lostCount">How many flows were still waiting.</param>
    public void End(int lostCount)
    {
        Lose(lostCount);
        lock (gate)
        {
            isOver = true;
        }
    }
}
