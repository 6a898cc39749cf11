using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>A store that takes batches as a test says, and keeps what it has taken.</summary>
internal sealed class AppendOnlyStore(Func<IReadOnlyList<FlowRecord>, CancellationToken, Task>? onAppend = null) : IFlowStore
{
    private readonly Lock gate = new();
    private readonly List<(FlowRecord[] Batch, FlowAppendOptions Options)> batches = [];

    public FlowStoreCapabilities Capabilities { get; } = new() { Kind = "test" };

    public (FlowRecord[] Batch, FlowAppendOptions Options)[] Batches
    {
        get
        {
            lock (gate)
            {
                return [.. batches];
            }
        }
    }

    public FlowRecord[] Records => [.. Batches.SelectMany(batch => batch.Batch)];

    public async ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
    {
        await (onAppend?.Invoke(batch, cancellationToken) ?? Task.CompletedTask);
        lock (gate)
        {
            batches.Add(([.. batch], options));
        }

        return batch.Count;
    }

    public ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
