using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>A store that does all but one thing right.</summary>
internal class FaultyStore : IFlowStore
{
    protected MemoryFlowStore Inner { get; } = new();

    public FlowStoreCapabilities Capabilities => Inner.Capabilities;

    public virtual ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => Inner.AppendAsync(batch, options, cancellationToken);

    public virtual ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
        => Inner.QueryAsync(query, cancellationToken);

    public virtual ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
        => Inner.GetAsync(sequence, cancellationToken);

    public virtual ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
        => Inner.FindAsync(session, id, cancellationToken);

    public virtual ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
        => Inner.OpenBodyAsync(sequence, side, offset, count, cancellationToken);

    public virtual ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
        => Inner.AnnotateAsync(sequences, change, cancellationToken);

    public virtual ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
        => Inner.DeleteAsync(sequences, cancellationToken);

    public virtual ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
        => Inner.PruneAsync(retention, cancellationToken);

    public virtual IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default)
        => Inner.WatchAsync(afterSequence, filter, cancellationToken);

    public virtual ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => Inner.GetStatusAsync(cancellationToken);

    public ValueTask DisposeAsync() => Inner.DisposeAsync();
}

/// <summary>Takes each flow as a new one.</summary>
internal sealed class ForgetfulOfIdentityStore : FaultyStore
{
    private int calls;

    public override ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => base.AppendAsync(
            calls++ == 0 ? batch : [.. batch.Select(static record => record with { Session = Guid.CreateVersion7() })],
            options,
            cancellationToken);
}

/// <summary>Loses the last flow of a batch.</summary>
internal sealed class LossyStore : FaultyStore
{
    public override async ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => await base.AppendAsync([.. batch.SkipLast(1)], options, cancellationToken) + (batch.Count > 0 ? 1 : 0);
}

/// <summary>Gives all flows, whatever is asked for.</summary>
internal sealed class FilterIgnoringStore : FaultyStore
{
    public override ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
        => base.QueryAsync(query with { Filter = null }, cancellationToken);
}

/// <summary>Gives the first page again and again.</summary>
internal sealed class CursorIgnoringStore : FaultyStore
{
    public override ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
        => base.QueryAsync(query with { Cursor = null }, cancellationToken);
}

/// <summary>Never asks for the time.</summary>
internal sealed class BudgetIgnoringStore : FaultyStore
{
    public override ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
        => base.QueryAsync(query with { Budget = TimeSpan.MaxValue }, cancellationToken);
}

/// <summary>Begins every body at its beginning.</summary>
internal sealed class OffsetIgnoringStore : FaultyStore
{
    public override ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
        => base.OpenBodyAsync(sequence, side, 0, count, cancellationToken);
}

/// <summary>Gives flows without their trailers.</summary>
internal sealed class TrailerLosingStore : FaultyStore
{
    public override ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => base.AppendAsync([.. batch.Select(Without)], options, cancellationToken);

    private static FlowRecord Without(FlowRecord record)
        => record with { Flow = record.Flow.WithBodies(static body => body.WithFields(body.ContentCodings, [])) };
}

/// <summary>Prunes the newest.</summary>
internal sealed class NewestPruningStore : FaultyStore
{
    public override async ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
    {
        FlowPage page = await Inner.QueryAsync(new FlowQuery { Limit = FlowQuery.MaxLimit }, cancellationToken);
        IEnumerable<StoredFlow> going = page.Flows.SkipLast((int)(retention.MaxFlows ?? page.Flows.Count));
        return new FlowsPruned(await Inner.DeleteAsync([.. going.Select(flow => flow.Sequence)], cancellationToken), 0);
    }
}

/// <summary>Keeps what it should delete.</summary>
internal sealed class KeepingStore : FaultyStore
{
    public override ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(sequences.Count);
}

/// <summary>Begins to watch at the beginning.</summary>
internal sealed class AlwaysFromTheStartStore : FaultyStore
{
    public override IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default)
        => base.WatchAsync(0, filter, cancellationToken);
}

/// <summary>Writes the last annotation over the one before.</summary>
internal sealed class OverwritingStore : FaultyStore
{
    public override async ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
        => await base.AnnotateAsync(
            sequences, change with { Comment = change.Comment ?? "", Mark = change.Mark ?? FlowMark.None }, cancellationToken);
}

/// <summary>Asks filters that read bodies about flows without.</summary>
internal sealed class BareFilteringStore : FaultyStore
{
    public override async ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        FlowPage page = await base.QueryAsync(query with { Filter = null }, cancellationToken);
        return page with { Flows = [.. page.Flows.Where(flow => query.Filter?.Evaluate(flow) is not false)] };
    }
}
