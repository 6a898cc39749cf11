using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>A store that outlives those who close it: a verb closes what it has opened, and a test goes on with it.</summary>
internal sealed class KeptOpen(IFlowStore inner) : IFlowStore
{
    public FlowStoreCapabilities Capabilities => inner.Capabilities;

    public ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => inner.AppendAsync(batch, options, cancellationToken);

    public ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
        => inner.QueryAsync(query, cancellationToken);

    public ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
        => inner.GetAsync(sequence, cancellationToken);

    public ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
        => inner.FindAsync(session, id, cancellationToken);

    public ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
        => inner.OpenBodyAsync(sequence, side, offset, count, cancellationToken);

    public ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
        => inner.AnnotateAsync(sequences, change, cancellationToken);

    public ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
        => inner.DeleteAsync(sequences, cancellationToken);

    public ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
        => inner.PruneAsync(retention, cancellationToken);

    public IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default)
        => inner.WatchAsync(afterSequence, filter, cancellationToken);

    public ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => inner.GetStatusAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
