using Proximity.Flows;
using Proximity.Stores.Spooling;

namespace Proximity.Stores;

/// <summary>
/// Brings flows that have ended into a store: one task takes them in batches, and tries again what fails. The caller never waits. With a
/// spool, what the store does not take waits on the disk. When it stops, what waits is stored within
/// <see cref="FlowStoreOptions.FlushTime"/>; what is left then stays in the spool, or is lost, which is counted.
/// </summary>
internal sealed class FlowFeeder : IAsyncDisposable
{
    /// <summary>The least time in which what is left gets into the spool.</summary>
    private static readonly TimeSpan LeastKeepTime = TimeSpan.FromSeconds(5);

    private readonly FlowStoreOptions options;
    private readonly FlowSessions sessions;
    private readonly TimeProvider timeProvider;
    private readonly FeedCounts counts;
    private readonly FeedQueue queue;
    private readonly CancellationTokenSource givingUp = new();
    private IFlowDelivery? delivery;
    private Task delivering = Task.CompletedTask;

    /// <param name="options">Where to, and how much may wait.</param>
    /// <param name="sessions">The sessions of the table's epochs.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="onTrouble">Hears when the store or the spool fails, once until it takes flows again; null for nobody.</param>
    public FlowFeeder(FlowStoreOptions options, FlowSessions sessions, TimeProvider timeProvider, Action<Exception>? onTrouble = null)
    {
        (this.options, this.sessions, this.timeProvider, OnTrouble) = (options, sessions, timeProvider, onTrouble);
        counts = new FeedCounts(onTrouble);
        queue = new FeedQueue(options, timeProvider);
    }

    /// <summary>What became of flows so far.</summary>
    public FlowStoreCounters Counters
    {
        get
        {
            FlowStoreCounters counters = queue.AddTo(counts.Value);
            return Volatile.Read(ref delivery)?.AddTo(counters) ?? counters;
        }
    }

    private Action<Exception>? OnTrouble { get; }

    /// <summary>Begins to write. What the caller is doing has nothing to do with it.</summary>
    /// <exception cref="FlowStoreException">The spool cannot be used, or another process has it.</exception>
    public void Start()
    {
        IFlowDelivery made = options.SpoolFolder is { } folder
            ? new SpooledDelivery(
                options, queue, counts, FlowSpool.Open(folder, options.SpoolMaxBytes, OnTrouble), timeProvider, givingUp.Token)
            : new DirectDelivery(options, queue, counts, timeProvider, givingUp.Token);
        Volatile.Write(ref delivery, made);
        using AsyncFlowControl separate = ExecutionContext.SuppressFlow();
        delivering = Task.Run(made.RunAsync);
    }

    /// <summary>An exchange has ended. Takes the time of a snapshot.</summary>
    public void Offer(Flow flow) => queue.Add(new FlowRecord(flow.Snapshot(), sessions.Of(flow.Account.Epoch), options.ProxyName));

    /// <summary>Stores what waits, in the time that there is for it. Does not fail.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.End();
        await FeedPause.WaitAsync(options.FlushTime, timeProvider, CancellationToken.None, delivering).ConfigureAwait(false);
        await givingUp.CancelAsync().ConfigureAwait(false);
        if (!delivering.IsCompleted)
        {
            // A store that obeys its token ends now; one that does not is left alone.
            await FeedPause.WaitAsync(FeedPause.First, timeProvider, CancellationToken.None, delivering).ConfigureAwait(false);
        }

        if (delivery is { } present)
        {
            // A disk that does not answer is left alone as well.
            TimeSpan keepTime = options.FlushTime > LeastKeepTime ? options.FlushTime : LeastKeepTime;
            await FeedPause.WaitAsync(keepTime, timeProvider, CancellationToken.None, Task.Run(present.KeepRest)).ConfigureAwait(false);
        }

        counts.End(queue.Clear());
    }
}
