using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Inspector.Tests.Live;

/// <summary>A store that says it is on a disk, and whose time is over after so many flows of each look. Counts the looks.</summary>
internal sealed class GivesFewStore(MemoryFlowStore inner, int few) : IFlowStore
{
    public int LookCount { get; private set; }

    public FlowStoreCapabilities Capabilities { get; } = inner.Capabilities with { Kind = "few", IsDurable = true };

    public ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
        => inner.AppendAsync(batch, options, cancellationToken);

    public async ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        LookCount++;
        FlowPage page = await inner.QueryAsync(query with { Limit = Math.Min(few, query.Limit), Filter = null }, cancellationToken);
        FlowPageEnd end = page.End == FlowPageEnd.LimitReached && page.Flows.Count < query.Limit ? FlowPageEnd.BudgetSpent : page.End;
        return page with
        {
            Flows = [.. page.Flows.Where(flow => query.Filter is null || query.Filter.Evaluate(flow) is true)],
            End = end,
        };
    }

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

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
