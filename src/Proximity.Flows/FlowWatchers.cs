using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Proximity.Filters;

namespace Proximity.Flows;

/// <summary>Those who watch the flows of a table, each with a bounded queue of its own. Thread-safe.</summary>
internal sealed class FlowWatchers
{
    /// <summary>The most snapshots that wait for one watcher. They keep alive what they show.</summary>
    internal const int MostWaiting = 256;

    private readonly Lock gate = new();
    private Watcher[] watchers = [];
    private bool hasEnded;

    /// <summary>True while nobody watches.</summary>
    public bool IsEmpty => Volatile.Read(ref watchers).Length == 0;

    /// <summary>Queues the snapshot for everybody.</summary>
    public void Publish(FlowSnapshot snapshot)
    {
        foreach (Watcher watcher in Volatile.Read(ref watchers))
        {
            watcher.Queue.Writer.TryWrite(snapshot);
        }
    }

    /// <summary>Nothing will change any more: everybody gets what is queued, and then the end.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
            Array.ForEach(watchers, static watcher => watcher.Queue.Writer.TryComplete());
        }
    }

    /// <summary>Watches from the first move on.</summary>
    public async IAsyncEnumerable<FlowSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher();
        Enter(watcher);
        try
        {
            await foreach (FlowSnapshot snapshot in watcher.Queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                long dropped = watcher.TakeDropped();
                yield return dropped == 0 ? snapshot : snapshot.Behind(dropped);
            }
        }
        finally
        {
            Leave(watcher);
        }
    }

    /// <summary>Those that the filter matches. What was dropped before one that does not match is told with the next that does.</summary>
    public static async IAsyncEnumerable<FlowSnapshot> WhereAsync(IAsyncEnumerable<FlowSnapshot> snapshots, Filter filter)
    {
        long dropped = 0;
        await foreach (FlowSnapshot snapshot in snapshots.ConfigureAwait(false))
        {
            dropped += snapshot.Dropped;
            if (filter.Matches(snapshot))
            {
                yield return dropped == snapshot.Dropped ? snapshot : snapshot.Behind(dropped);
                dropped = 0;
            }
        }
    }

    private void Enter(Watcher watcher)
    {
        lock (gate)
        {
            Volatile.Write(ref watchers, [.. watchers, watcher]);
            if (hasEnded)
            {
                watcher.Queue.Writer.TryComplete();
            }
        }
    }

    private void Leave(Watcher watcher)
    {
        lock (gate)
        {
            Volatile.Write(ref watchers, [.. watchers.Where(other => other != watcher)]);
        }
    }

    private sealed class Watcher
    {
        private long dropped;

        public Watcher() => Queue = Channel.CreateBounded<FlowSnapshot>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref dropped));

        public Channel<FlowSnapshot> Queue { get; }

        public long TakeDropped() => Interlocked.Exchange(ref dropped, 0);
    }
}
