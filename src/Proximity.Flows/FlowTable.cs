using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Flows;

/// <summary>
/// The live table of flows: the newest <see cref="Capacity"/> are kept, the oldest id goes first. They take at most
/// <see cref="MaxBytes"/>: beyond that the oldest bodies go, then the oldest flows. Thread-safe; enumerating gives a snapshot in the order
/// of ids.
/// </summary>
/// <remarks>
/// Ids rise and may have gaps, where a file has them and where flows were left out: a flow is found by halving. One short
/// lock guards it all: an addition or a change holds it for tens of nanoseconds, and a snapshot for one block copy of references (about
/// 30 µs for a thousand flows, 10 ms for a million), which buys the exact newest ids and the exact number of bytes at every moment.
/// </remarks>
public sealed class FlowTable : IReadOnlyCollection<Flow>
{
    private readonly Lock gate = new();
    private readonly KeptFlows kept;
    private readonly FlowPublisher publisher;
    private readonly FlowWaiters waiters;
    private long nextId = 1;
    private long prunedAtLoad;

    internal FlowTable(int capacity, long maxBytes = long.MaxValue, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = Math.Min(capacity, Array.MaxLength);
        MaxBytes = maxBytes;
        waiters = new FlowWaiters(Snapshot);
        publisher = new FlowPublisher(timeProvider ?? TimeProvider.System);
        kept = new KeptFlows(Capacity, maxBytes, publisher, gate);
    }

    /// <summary>The most flows kept.</summary>
    public int Capacity { get; }

    /// <summary>
    /// The most bytes that all flows kept may take (option <c>MaxFlowBytes</c>). The newest flow is kept in any case, without its bodies.
    /// </summary>
    public long MaxBytes { get; }

    /// <summary>
    /// What the flows kept take now: their heads by their raw bytes, of their bodies what is kept, of their WebSocket messages the payload.
    /// The number costs nothing to read. Each exchange that has ended is in it to the byte; of one that is under way a 16384th of
    /// <see cref="MaxBytes"/>, at most 4 KiB, may be missing.
    /// </summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return kept.Bytes;
            }
        }
    }

    /// <summary>How many flows are kept now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return kept.Ring.Count;
            }
        }
    }

    /// <summary>
    /// How many flows made room for newer ones, or were loaded beyond the bounds, since the table was last cleared or loaded.
    /// </summary>
    public long PrunedCount
    {
        get
        {
            lock (gate)
            {
                return kept.Ring.Oldest + prunedAtLoad;
            }
        }
    }

    /// <summary>The flow with this id; false when it was never there or is pruned.</summary>
    public bool TryGet(long id, [MaybeNullWhen(false)] out Flow flow)
    {
        lock (gate)
        {
            long position = kept.Ring.Find(id);
            flow = position >= 0 ? kept.Ring[position] : null;
            return flow is not null;
        }
    }

    /// <summary>Waits for a completed flow: the oldest one kept now, or the next one to complete, that the condition takes.</summary>
    /// <param name="condition">
    /// Takes or leaves a completed flow; null takes any. It is called on the waiting side and not on an exchange's, for every completed
    /// flow that is kept, again each time when further ones have completed. What it throws comes out of the task.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no such flow, and none can come: the proxy has stopped, or does not record.
    /// </exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    /// <remarks>
    /// Only flows that are kept are seen: one that was pruned or cleared before it was looked at is not. All who wait share one signal,
    /// so that it does not matter how many they are. A callback or an interceptor must not wait for its own exchange.
    /// </remarks>
    public async Task<Flow> WaitAsync(Func<Flow, bool>? condition = null, CancellationToken cancellationToken = default)
        => (await waiters.WaitAsync(1, condition, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>
    /// Waits until at least so many of the flows kept have completed, and returns all that have, in the order of their ids.
    /// </summary>
    /// <param name="count">How many, 1..<see cref="Capacity"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">
    /// There are fewer, and no more can come: the proxy has stopped, or does not record.
    /// </exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    public Task<IReadOnlyList<Flow>> WaitForCountAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        return waiters.WaitAsync(count, null, cancellationToken);
    }

#pragma warning disable RS0026 // The first parameter tells the overloads apart.
    /// <summary>
    /// Gives a snapshot of each flow that starts, gets its response's head, has a body ended, ends, or is removed, from the first look on,
    /// in the order of these changes, until the proxy has stopped.
    /// </summary>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="OperationCanceledException">The watching was cancelled.</exception>
    /// <remarks>
    /// An exchange never waits for a watcher. Of the snapshots that wait for a slow one the oldest go beyond 256; the next one that it gets
    /// says how many (<see cref="FlowSnapshot.Dropped"/>). A body that still streams is shown without its bytes. Without a watcher nothing
    /// is made.
    /// </remarks>
    public IAsyncEnumerable<FlowSnapshot> WatchAsync(CancellationToken cancellationToken = default)
        => publisher.Watchers.WatchAsync(cancellationToken);

    /// <summary>
    /// Gives the same snapshots, but only those that a filter matches: of a flow that goes on from the moment on when nothing to come can
    /// change that.
    /// </summary>
    /// <param name="filter">The condition, asked on the watching side. What was dropped counts, matched or not.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="OperationCanceledException">The watching was cancelled.</exception>
    public IAsyncEnumerable<FlowSnapshot> WatchAsync(Filter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return FlowWatchers.WhereAsync(publisher.Watchers.WatchAsync(cancellationToken), filter);
    }
#pragma warning restore RS0026

    /// <summary>
    /// Gives the events of each flow that starts from the first look on, in the order in which they happen, until the proxy has stopped.
    /// </summary>
    /// <param name="options">What is wanted, and how much may wait; null for all of it, within the usual bounds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>
    /// Of a flow every event comes, or none, or <see cref="FlowEventsLost"/> says that it broke off; those that had begun before are left
    /// out. An exchange never waits for a consumer: what waits for one is bounded (<see cref="FlowEventOptions"/>), and beyond that pieces
    /// of bodies and messages are dropped first, then flows. Without a consumer nothing is made.
    /// </remarks>
    public IAsyncEnumerable<FlowEvent> EventsAsync(FlowEventOptions? options = null, CancellationToken cancellationToken = default)
        => publisher.Followers.FollowAsync(options ?? new FlowEventOptions(), cancellationToken);

    /// <summary>The same, with all that there is, within the usual bounds.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<FlowEvent> EventsAsync(CancellationToken cancellationToken) => EventsAsync(null, cancellationToken);

    /// <summary>
    /// How many events were dropped because a consumer of <see cref="EventsAsync(FlowEventOptions, CancellationToken)"/> read too slowly,
    /// for all of them together. A flow that started and was dropped as a whole counts as one.
    /// </summary>
    public long LostEventCount => publisher.Followers.LostCount;

    /// <inheritdoc/>
    public IEnumerator<Flow> GetEnumerator() => ((IEnumerable<Flow>)Snapshot()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Numbers the flow and keeps it; the cost does not depend on how many are kept.</summary>
    internal void Add(Flow flow)
    {
        lock (gate)
        {
            flow.Id = nextId++;
            kept.Add(flow);
            publisher.Begin(flow);
        }
    }

    /// <summary>Brings flows that have completed into a store; null when there is none.</summary>
    internal FlowFeeder? Feeder { get; set; }

    /// <summary>Rises when the ids begin anew.</summary>
    internal int Epoch
    {
        get
        {
            lock (gate)
            {
                return publisher.Epoch;
            }
        }
    }

    /// <summary>The flows behind an id, or before it (<see cref="FlowRing.Take"/>).</summary>
    internal Flow[] Take(long id, bool isDescending, int most)
    {
        lock (gate)
        {
            return kept.Ring.Take(id, isDescending, most);
        }
    }

    /// <summary>Takes a flow out; one under way goes on unrecorded. False when it is not there.</summary>
    internal bool Remove(Flow flow)
    {
        lock (gate)
        {
            return kept.Remove(flow);
        }
    }

    /// <summary>Which flows stay when they have completed; null for all.</summary>
    internal IFlowFilter? Keeps { get; set; }

    /// <summary>A flow has completed: all of it is final.</summary>
    internal void Complete(Flow flow)
    {
        if (KeepRule.LeavesOut(Keeps, flow))
        {
            Remove(flow);
        }
        else
        {
            Feeder?.Offer(flow);
        }

        waiters.Wake();
    }

    /// <summary>No flow will complete any more: nobody may wait for one.</summary>
    internal void EndWaiting()
    {
        publisher.Watchers.End();
        publisher.Followers.End();
        waiters.End();
    }

    /// <summary>Forgets every flow; the next id is 1 again.</summary>
    internal void Clear() => Reset([], nextId: 1, pruned: 0);

    /// <summary>
    /// Puts these flows in the place of all that were there, keeps the newest ids, and numbers on after the highest. Of two with one id
    /// the last is kept.
    /// </summary>
    internal void ReplaceAll(IReadOnlyCollection<Flow> flows)
    {
        Dictionary<long, Flow> byId = new(flows.Count);
        foreach (Flow flow in flows)
        {
            byId[flow.Id] = flow;
        }

        Flow[] newest = [.. byId.Values.OrderBy(flow => flow.Id).TakeLast(Capacity)];
        Reset(newest, newest.Length == 0 ? 1 : newest[^1].Id + 1, byId.Count - newest.Length);
        Interlocked.MemoryBarrier();
        waiters.Wake();
    }

    private void Reset(Flow[] flows, long nextId, long pruned)
    {
        lock (gate)
        {
            kept.Reset(flows);
            this.nextId = nextId;
            prunedAtLoad = pruned;
            Array.ForEach(kept.Ring.ToArray(), publisher.Load);
        }
    }

    private Flow[] Snapshot()
    {
        lock (gate)
        {
            return kept.Ring.ToArray();
        }
    }
}
