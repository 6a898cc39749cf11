using System.Runtime.CompilerServices;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Cli.Running;

/// <summary>
/// A store that was away when the run began. Each batch that the spool gives it tries to open it, until that goes well; the spool says how
/// often.
/// </summary>
/// <param name="capabilities">What stores of its kind can do.</param>
/// <param name="open">Opens it.</param>
/// <param name="say">Hears, once, why it is there but cannot be used.</param>
internal sealed class LateStore(
    FlowStoreCapabilities capabilities, Func<CancellationToken, Task<IFlowStore>> open, Action<string> say) : IFlowStore
{
    private readonly SemaphoreSlim opening = new(1, 1);
    private IFlowStore? opened;
    private bool hasSaid;
    private bool isClosed;

    public FlowStoreCapabilities Capabilities => capabilities;

    public async ValueTask<int> AppendAsync(
        IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.AppendAsync(batch, options, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.QueryAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.GetAsync(sequence, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.FindAsync(session, id, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.OpenBodyAsync(sequence, side, offset, count, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.AnnotateAsync(sequences, change, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeleteAsync(sequences, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.PruneAsync(retention, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<StoredFlow> WatchAsync(
        long afterSequence, IFlowFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var flow in store.WatchAsync(afterSequence, filter, cancellationToken).ConfigureAwait(false))
        {
            yield return flow;
        }
    }

    public async ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        var store = await OpenedAsync(cancellationToken).ConfigureAwait(false);
        return await store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        IFlowStore? store;
        await opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        (store, isClosed) = (opened, true);
        opening.Release();
        if (store is not null)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<IFlowStore> OpenedAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref opened) is { } known)
        {
            return known;
        }

        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            return opened ??= await open(cancellationToken).ConfigureAwait(false);
        }
        catch (FlowStoreException exception) when (!exception.MayPass)
        {
            // Somebody has to mend the store or the address. Flows wait in the spool until then: they are not lost for it.
            if (!hasSaid)
            {
                hasSaid = true;
                say(exception.Message);
            }

            throw new FlowStoreException(FlowStoreProblem.Unavailable, exception.Message, exception);
        }
        finally
        {
            opening.Release();
        }
    }
}
