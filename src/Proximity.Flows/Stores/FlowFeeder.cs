using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// Brings flows that have ended into a store: one task takes them in batches, and tries again what fails. The caller never
/// waits. When it stops, what waits is stored within <see cref="FlowStoreOptions.FlushTime"/>, or is lost, which is counted.
/// </summary>
internal sealed class FlowFeeder : IAsyncDisposable
{
    /// <summary>How long the first flow of a batch waits for others.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly FlowStoreOptions options;
    private readonly FlowSessions sessions;
    private readonly TimeProvider timeProvider;
    private readonly Action<Exception>? onTrouble;
    private readonly FeedQueue queue;
    private readonly CancellationTokenSource givingUp = new();
    private readonly Lock gate = new();
    private FlowStoreCounters counters = new();
    private Task? writing;
    private bool isOver;

    /// <param name="options">Where to, and how much may wait.</param>
    /// <param name="sessions">The sessions of the table's epochs.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="onTrouble">Hears when the store fails, once until it takes flows again; null for nobody.</param>
    public FlowFeeder(FlowStoreOptions options, FlowSessions sessions, TimeProvider timeProvider, Action<Exception>? onTrouble = null)
    {
        (this.options, this.sessions, this.timeProvider, this.onTrouble) = (options, sessions, timeProvider, onTrouble);
        queue = new FeedQueue(options);
    }

    /// <summary>What became of flows so far.</summary>
    public FlowStoreCounters Counters
    {
        get
        {
            lock (gate)
            {
                return queue.AddTo(counters);
            }
        }
    }

    /// <summary>Begins to write. What the caller is doing has nothing to do with it.</summary>
    public void Start()
    {
        using AsyncFlowControl separate = ExecutionContext.SuppressFlow();
        writing = Task.Run(WriteAsync);
    }

    /// <summary>An exchange has ended. Takes the time of a snapshot.</summary>
    public void Offer(Flow flow) => queue.Add(new FlowRecord(flow.Snapshot(), sessions.Of(flow.Account.Epoch), options.ProxyName));

    /// <summary>Stores what waits, in the time that there is for it. Does not fail.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.End();
        Task done = writing ?? Task.CompletedTask;
        using var enough = new CancellationTokenSource();
        Task limit = Task.Delay(options.FlushTime, timeProvider, enough.Token);
        await Task.WhenAny(done, limit).ConfigureAwait(false);
        await givingUp.CancelAsync().ConfigureAwait(false);
        if (!done.IsCompleted)
        {
            // A store that obeys its token ends now; one that does not is left alone.
            await Task.WhenAny(done, Task.Delay(FirstPause, timeProvider, enough.Token)).ConfigureAwait(false);
        }

        await enough.CancelAsync().ConfigureAwait(false);
        lock (gate)
        {
            // From here on nothing is counted: what the store takes late nobody knows of.
            counters = counters with { LostFlows = counters.LostFlows + queue.Clear() };
            isOver = true;
        }
    }

    private async Task WriteAsync()
    {
        while (await WaitForBatchAsync().ConfigureAwait(false))
        {
            FlowRecord[] batch = queue.Take();
            bool skipsIndex = queue.IsBehind;
            await StoreAsync(batch, new FlowAppendOptions { SkipTextIndex = skipsIndex }).ConfigureAwait(false);
            queue.Done();
        }
    }

    /// <summary>Waits until a batch is full, or its first flow has waited enough; false when none will come.</summary>
    private async Task<bool> WaitForBatchAsync()
    {
        while (true)
        {
            // Before the look, so that nothing that comes behind it is missed.
            (Task arrived, Task filled) = (queue.Arrived, queue.Filled);
            if (givingUp.IsCancellationRequested)
            {
                return false;
            }

            if (!queue.IsEmpty)
            {
                if (!queue.IsBatchFull && !queue.IsEnding)
                {
                    using var enough = new CancellationTokenSource();
                    await Task.WhenAny(filled, Task.Delay(BatchTime, timeProvider, enough.Token)).ConfigureAwait(false);
                    await enough.CancelAsync().ConfigureAwait(false);
                }

                return true;
            }

            if (queue.IsEnding)
            {
                return false;
            }

            await arrived.ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(FlowRecord[] batch, FlowAppendOptions how)
    {
        long began = timeProvider.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            Exception? problem = await TryStoreAsync(batch, how).ConfigureAwait(false);
            if (problem is null)
            {
                return;
            }

            if (problem is FlowStoreException { Problem: FlowStoreProblem.Refused } && batch.Length > 1)
            {
                await StoreApartAsync(batch, how).ConfigureAwait(false);
                return;
            }

            bool mayPass = problem is FlowStoreException { MayPass: true };
            if (!mayPass || givingUp.IsCancellationRequested || timeProvider.GetElapsedTime(began) + pause > options.RetryTime)
            {
                Count(static (known, lost) => known with { LostFlows = known.LostFlows + lost }, batch.Length);
                return;
            }

            await PauseAsync(pause).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            Count(static (known, _) => known with { Retries = known.Retries + 1 }, 0);
        }
    }

    /// <summary>One of them is refused: the others are stored.</summary>
    private async Task StoreApartAsync(FlowRecord[] batch, FlowAppendOptions how)
    {
        int half = batch.Length / 2;
        await StoreAsync(batch[..half], how).ConfigureAwait(false);
        await StoreAsync(batch[half..], how).ConfigureAwait(false);
    }

    /// <summary>Null when the store has taken the batch; otherwise why not.</summary>
    private async Task<Exception?> TryStoreAsync(FlowRecord[] batch, FlowAppendOptions how)
    {
        try
        {
            await options.Store.AppendAsync(batch, how, givingUp.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The store may be an application's own: whatever it throws, flows of later batches go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is not OperationCanceledException || !givingUp.IsCancellationRequested)
            {
                NoteTrouble(exception);
            }

            return exception;
        }

        Count(
            (known, count) => known with
            {
                StoredFlows = known.StoredFlows + count,
                Batches = known.Batches + 1,
                FlowsWithoutTextIndex = known.FlowsWithoutTextIndex + (how.SkipTextIndex ? count : 0),
                Problem = null,
            },
            batch.Length);
        return null;
    }

    private void NoteTrouble(Exception exception)
    {
        bool isNew;
        lock (gate)
        {
            isNew = counters.Problem is null;
            counters = counters with { Problem = exception.Message };
        }

        if (isNew)
        {
            onTrouble?.Invoke(exception);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, timeProvider, givingUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The proxy has stopped: the caller sees it and gives up.
        }
    }

    private void Count(Func<FlowStoreCounters, int, FlowStoreCounters> change, int count)
    {
        lock (gate)
        {
            counters = isOver ? counters : change(counters, count);
        }
    }
}
