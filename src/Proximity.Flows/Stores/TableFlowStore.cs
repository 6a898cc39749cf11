using System.Runtime.CompilerServices;
using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// A proxy's table of flows, seen as a store: what is asked of stores can be asked of flows in memory, those under way included. It keeps
/// nothing but what people write on flows, and costs nothing while nobody asks.
/// <para>
/// A flow's sequence is its id, until the table is cleared and its ids begin anew: from then on it is larger by the highest that was given.
/// </para>
/// </summary>
internal sealed class TableFlowStore : IFlowStore, IRowSource
{
    private const int TakenAtOnce = 256;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly FlowTable table;
    private readonly Func<Guid> session;
    private readonly TimeProvider timeProvider;
    private readonly MemoryIndex index;
    private readonly Lock gate = new();
    private readonly Dictionary<long, FlowAnnotation> annotations = [];
    private int epoch;
    private long before;
    private long highest;

    /// <param name="table">The table. Flows get into it by the proxy alone.</param>
    /// <param name="session">Gives the session of its ids as they are now.</param>
    /// <param name="timeProvider">The clock.</param>
    public TableFlowStore(FlowTable table, Func<Guid> session, TimeProvider timeProvider)
    {
        this.table = table;
        this.session = session;
        this.timeProvider = timeProvider;
        index = new MemoryIndex(this, timeProvider);
    }

    /// <inheritdoc/>
    public FlowStoreCapabilities Capabilities { get; } = new() { Kind = "memory", SortFields = Enum.GetValues<FlowSortField>() };

    /// <summary>Not for this store: the proxy records.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => throw new NotSupportedException("Flows get into the table of a proxy by the proxy alone.");

    /// <inheritdoc/>
    public ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ValueTask.FromResult(new MemoryQuery(this, query, timeProvider).Run(cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<FlowIndexPage> IndexAsync(FlowQuery query, int limit, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(index.Page(query, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FlowTally> TallyAsync(FlowQuery query, TimeSpan width, CancellationToken cancellationToken = default)
    {
        FlowTally.Check(query, width);
        return query.Filter is null
            ? ValueTask.FromResult(TableTally.Page(table, query, Base(), width))
            : FlowTally.OfPageAsync(this, query, width, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(Find(sequence));

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> FindAsync(Guid? asked, long id, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(asked is null || asked == session() ? Find(Base() + id) : null);

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        FlowSnapshot? flow = Find(sequence)?.Flow;
        FlowBody? body = side == BodySide.Request ? flow?.Request.Body : flow?.Response?.Body;
        return ValueTask.FromResult<Stream?>(body is { KeptBytes: > 0 } ? MemoryFlowStore.Part(body.Bytes, offset, count) : null);
    }

    /// <inheritdoc/>
    public ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(change);
        (long Sequence, FlowAnnotation Annotation)[] changed =
        [
            .. sequences.Distinct().Select(Find).OfType<StoredFlow>().Select(row => (row.Sequence, change.Apply(row.Annotation))),
        ];
        lock (gate)
        {
            foreach ((long sequence, FlowAnnotation annotation) in changed)
            {
                annotations[sequence] = annotation;
            }
        }

        ForgetOld();
        return ValueTask.FromResult(changed.Length);
    }

    /// <inheritdoc/>
    public ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        long offset = Base();
        int deleted = 0;
        foreach (long sequence in sequences)
        {
            deleted += table.TryGet(sequence - offset, out Flow? flow) && table.Remove(flow) ? 1 : 0;
        }

        ForgetOld();
        return ValueTask.FromResult(deleted);
    }

    /// <summary>Forgets flows that have ended, the oldest first; those under way stay, and count.</summary>
    /// <inheritdoc/>
    public ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);
        long bytesBefore = table.Bytes;
        long count = table.Count;
        long pruned = 0;
        foreach (Flow flow in table)
        {
            bool goes = count - pruned > retention.MaxFlows || table.Bytes > retention.MaxBytes || flow.Timestamp < retention.Before;
            pruned += goes && flow.Completed && table.Remove(flow) ? 1 : 0;
        }

        ForgetOld();
        return ValueTask.FromResult(new FlowsPruned(pruned, Math.Max(0, bytesBefore - table.Bytes)));
    }

    /// <summary>Gives a flow as soon as it has begun; it may be under way.</summary>
    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long position = afterSequence;
        using var timer = new PeriodicTimer(LookInterval, timeProvider);
        while (true)
        {
            StoredFlow[] taken = Take(position, isDescending: false);
            position = taken.Length > 0 ? taken[^1].Sequence : position;
            foreach (StoredFlow row in taken.Where(row => filter is null || filter.Evaluate(row) is true))
            {
                yield return MemoryQuery.WithoutBodies(row);
            }

            if (taken.Length == 0 && !await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        StoredFlow? oldest = Take(long.MinValue, isDescending: false, most: 1).FirstOrDefault();
        StoredFlow? newest = Take(long.MaxValue, isDescending: true, most: 1).FirstOrDefault();
        return ValueTask.FromResult(new FlowStoreStatus
        {
            Count = table.Count,
            Bytes = table.Bytes,
            OldestSequence = oldest?.Sequence,
            NewestSequence = newest?.Sequence,
            Sessions = newest is null ? [] : [new FlowSession(newest.Session, "", newest.Sequence)],
        });
    }

    /// <summary>
    /// The flows that ended behind a number of <see cref="FlowSnapshot.Sequence"/>, in the order in which they did. A reader that goes
    /// on at the last number misses only those that went meanwhile.
    /// </summary>
    /// <param name="change">The number; 0 for all.</param>
    /// <param name="most">How many at the most.</param>
    public StoredFlow[] EndedBehind(long change, int most)
    {
        long offset = Base();
        return
        [
            .. table.Where(flow => flow.Completed && flow.Account.Sequence > change).OrderBy(flow => flow.Account.Sequence).Take(most)
                .Select(flow => Row(flow, offset, session())),
        ];
    }

    /// <summary>Does nothing: the table is the proxy's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public StoredFlow[] Take(long position, bool isDescending) => Take(position, isDescending, TakenAtOnce);

    /// <inheritdoc/>
    public StoredFlow[] TakeAll() => Take(long.MinValue, isDescending: false, int.MaxValue);

    /// <inheritdoc/>
    public int Count() => table.Count;

    private StoredFlow[] Take(long position, bool isDescending, int most)
    {
        long offset = Base();
        long id = position is long.MaxValue or long.MinValue ? position : position - offset;
        Guid now = session();
        StoredFlow[] rows = [.. table.Take(id, isDescending, most).Select(flow => Row(flow, offset, now))];
        if (rows.Length > 0)
        {
            Note(Math.Max(rows[0].Sequence, rows[^1].Sequence));
        }

        return rows;
    }

    private StoredFlow? Find(long sequence)
    {
        long offset = Base();
        return table.TryGet(sequence - offset, out Flow? flow) ? Row(flow, offset, session()) : null;
    }

    private StoredFlow Row(Flow flow, long offset, Guid of)
    {
        long sequence = flow.Id + offset;
        FlowSnapshot snapshot = flow.Snapshot();
        return new StoredFlow { Sequence = sequence, Session = of, Flow = snapshot, Annotation = AnnotationOf(sequence, snapshot) };
    }

    /// <summary>What was written on it here, else what the file says that it came from.</summary>
    private FlowAnnotation AnnotationOf(long sequence, FlowSnapshot flow)
    {
        lock (gate)
        {
            if (annotations.TryGetValue(sequence, out FlowAnnotation? annotation))
            {
                return annotation;
            }
        }

        return flow.Details?.Notes ?? FlowAnnotation.None;
    }

    /// <summary>What has to be added to the ids of the table as it is now.</summary>
    private long Base()
    {
        int now = table.Epoch;
        lock (gate)
        {
            if (now != epoch)
            {
                (epoch, before) = (now, highest);
                annotations.Clear();
            }

            return before;
        }
    }

    private void Note(long sequence)
    {
        lock (gate)
        {
            highest = Math.Max(highest, sequence);
        }
    }

    /// <summary>What was written on flows that are no longer there goes, when it is more than there are flows.</summary>
    private void ForgetOld()
    {
        long offset = Base();
        lock (gate)
        {
            if (annotations.Count > table.Count)
            {
                foreach (long sequence in annotations.Keys.Where(sequence => !table.TryGet(sequence - offset, out _)).ToArray())
                {
                    annotations.Remove(sequence);
                }
            }
        }
    }
}
