using System.Runtime.CompilerServices;
using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// Keeps flows in memory, bounded by their number and bytes. It forgets all of them when it is closed, and has everything else that a
/// store can have. One short lock guards it: filters run outside of it, over flows that never change.
/// </summary>
public sealed class MemoryFlowStore : IFlowStore, IRowSource
{
    /// <summary>How many flows are taken under the lock at once to be looked at.</summary>
    private const int TakenAtOnce = 128;

    private readonly Lock gate = new();
    private readonly FlowSignal changed = new();
    private readonly MemoryRows rows = new();
    private readonly MemoryFlowStoreOptions options;
    private readonly MemoryIndex index;
    private bool isClosed;

    /// <param name="options">How much is kept; null for the usual bounds.</param>
    public MemoryFlowStore(MemoryFlowStoreOptions? options = null)
    {
        this.options = options ?? new MemoryFlowStoreOptions();
        index = new MemoryIndex(this, this.options.TimeProvider);
    }

    /// <inheritdoc/>
    public FlowStoreCapabilities Capabilities { get; } = new()
    {
        Kind = "memory",
        HasConcurrentWriters = true,
        SortFields = Enum.GetValues<FlowSortField>(),
    };

    /// <inheritdoc/>
    public ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Any(static record => record is null))
        {
            throw new ArgumentException("A batch has no places without a flow.", nameof(batch));
        }

        int added = 0;
        using (EnterOpen())
        {
            foreach (FlowRecord record in batch)
            {
                added += rows.TryAdd(record) ? 1 : 0;
            }

            rows.TrimTo(this.options.MaxFlows, this.options.MaxBytes, atLeast: 1);
        }

        changed.Raise();
        return ValueTask.FromResult(added);
    }

    /// <inheritdoc/>
    public ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(new MemoryQuery(this, query, options.TimeProvider).Run(cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<FlowIndexPage> IndexAsync(FlowQuery query, int limit, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(index.Page(query, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using (EnterOpen())
        {
            return ValueTask.FromResult(rows.Find(sequence));
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using (EnterOpen())
        {
            return ValueTask.FromResult((session ?? rows.Newest?.Session) is { } known ? rows.Find(known, id) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        cancellationToken.ThrowIfCancellationRequested();
        FlowSnapshot? flow;
        using (EnterOpen())
        {
            flow = rows.Find(sequence)?.Flow;
        }

        FlowBody? body = side == BodySide.Request ? flow?.Request.Body : flow?.Response?.Body;
        return ValueTask.FromResult<Stream?>(body is { KeptBytes: > 0 } ? Part(body.Bytes, offset, count) : null);
    }

    /// <inheritdoc/>
    public ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(change);
        cancellationToken.ThrowIfCancellationRequested();
        using (EnterOpen())
        {
            // All of them are made before the first is put in its place: one that is refused changes none.
            StoredFlow[] annotated = [.. sequences.Distinct().Select(rows.Find).OfType<StoredFlow>()
                .Select(row => row with { Annotation = change.Apply(row.Annotation) })];
            Array.ForEach(annotated, rows.Replace);
            rows.TrimTo(long.MaxValue, options.MaxBytes, atLeast: 1);
            return ValueTask.FromResult(annotated.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        cancellationToken.ThrowIfCancellationRequested();
        HashSet<long> going = [.. sequences];
        using (EnterOpen())
        {
            return ValueTask.FromResult((int)rows.Remove(row => going.Contains(row.Sequence)).Flows);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);
        cancellationToken.ThrowIfCancellationRequested();
        using (EnterOpen())
        {
            FlowsPruned old = retention.Before is { } before ? rows.Remove(row => row.Flow.Timestamp < before) : default;
            FlowsPruned beyond = rows.TrimTo(retention.MaxFlows ?? long.MaxValue, retention.MaxBytes ?? long.MaxValue, atLeast: 0);
            return ValueTask.FromResult(new FlowsPruned(old.Flows + beyond.Flows, old.Bytes + beyond.Bytes));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        EnterOpen().Dispose();

        long position = afterSequence;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Before the look, so that nothing that comes behind it is missed.
            Task more = changed.Next;
            if (TakeBehind(position) is not { } taken)
            {
                yield break;
            }

            foreach (StoredFlow row in taken)
            {
                position = row.Sequence;
                if (filter is null || filter.Evaluate(row) is true)
                {
                    yield return MemoryQuery.WithoutBodies(row);
                }
            }

            if (taken.Length == 0)
            {
                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using (EnterOpen())
        {
            return ValueTask.FromResult(new FlowStoreStatus
            {
                Count = rows.Count,
                Bytes = rows.Bytes,
                OldestSequence = rows.Oldest?.Sequence,
                NewestSequence = rows.Newest?.Sequence,
                Sessions = rows.Sessions(FlowStoreStatus.MaxSessions),
            });
        }
    }

    /// <summary>Forgets all flows. Those who watch come to an end.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isClosed = true;
            rows.TrimTo(0, 0, atLeast: 0);
        }

        changed.Raise();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    StoredFlow[] IRowSource.Take(long position, bool isDescending)
    {
        using (EnterOpen())
        {
            return rows.Take(position, isDescending, TakenAtOnce);
        }
    }

    /// <inheritdoc/>
    StoredFlow[] IRowSource.TakeAll()
    {
        using (EnterOpen())
        {
            return rows.ToArray();
        }
    }

    /// <inheritdoc/>
    int IRowSource.Count()
    {
        using (EnterOpen())
        {
            return rows.Count;
        }
    }

    /// <summary>The next flows for somebody who watches; null when the store is closed.</summary>
    private StoredFlow[]? TakeBehind(long position)
    {
        lock (gate)
        {
            return isClosed ? null : rows.Take(position, isDescending: false, TakenAtOnce);
        }
    }

    /// <summary>Takes the lock of a store that is open.</summary>
    private Lock.Scope EnterOpen()
    {
        Lock.Scope scope = gate.EnterScope();
        if (isClosed)
        {
            scope.Dispose();
            throw new ObjectDisposedException(nameof(MemoryFlowStore));
        }

        return scope;
    }

    internal static MemoryStream Part(ReadOnlyMemory<byte> bytes, long offset, long? count)
    {
        ReadOnlyMemory<byte> rest = bytes[(int)Math.Min(offset, bytes.Length)..];
        byte[] part = rest[..(int)Math.Min(count ?? long.MaxValue, rest.Length)].ToArray();
        return new MemoryStream(part, writable: false);
    }
}
