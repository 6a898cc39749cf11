namespace Proximity.Stores.Spooling;

/// <summary>What became of the flows of a spool, and what its disk said. Thread-safe: it is read while the disk is waited for.</summary>
/// <param name="path">The spool's folder.</param>
/// <param name="onTrouble">Hears when the disk fails, once until it takes flows again; null for nobody.</param>
internal sealed class SpoolCounts(string path, Action<Exception>? onTrouble)
{
    private readonly Lock gate = new();
    private long spooled;
    private long found;
    private long waiting;
    private long bytes;
    private long damaged;
    private long withoutBodies;
    private long dropped;
    private string? problem;

    public long WaitingBytes => Volatile.Read(ref bytes);

    /// <summary>An earlier run left flows.</summary>
    public void Find(int whole, int broken)
    {
        lock (gate)
        {
            found += whole + broken;
            waiting += whole;
            damaged += broken;
        }
    }

    public void Append(SpoolEncoder batch)
    {
        lock (gate)
        {
            spooled += batch.Lengths.Count;
            waiting += batch.Lengths.Count;
            withoutBodies += batch.WithoutBodiesCount;
            dropped += batch.DroppedCount;
            problem = null;
        }
    }

    public void Deliver(int count)
    {
        lock (gate)
        {
            waiting -= count;
        }
    }

    /// <summary>Flows that waited are damaged; fewer than none were found.</summary>
    public void Lose(int count)
    {
        lock (gate)
        {
            waiting -= count;
            damaged += Math.Max(0, count);
            found += Math.Max(0, -count);
        }
    }

    public void Take(long segmentBytes) => Volatile.Write(ref bytes, segmentBytes);

    public static bool IsOfDisk(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Does something without which the spool goes on.</summary>
    public void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            Note(error);
        }
    }

    /// <summary>The disk has failed.</summary>
    public void Note(Exception error)
    {
        string message = $"The spool {path}: {error.Message}";
        bool isNew;
        lock (gate)
        {
            isNew = problem is null;
            problem = message;
        }

        if (isNew)
        {
            onTrouble?.Invoke(new FlowStoreException(FlowStoreProblem.Unavailable, message, error));
        }
    }

    public FlowStoreCounters AddTo(FlowStoreCounters counters)
    {
        lock (gate)
        {
            return counters with
            {
                SpooledFlows = spooled,
                SpoolFoundFlows = found,
                SpoolWaitingFlows = waiting,
                SpoolWaitingBytes = bytes,
                SpoolDamagedFlows = damaged,
                SpoolProblem = problem,
                LostFlows = counters.LostFlows + damaged,
                DroppedFlows = counters.DroppedFlows + dropped,
                FlowsWithoutBodies = counters.FlowsWithoutBodies + withoutBodies,
            };
        }
    }
}
