using System.Runtime.CompilerServices;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>Flows for somebody who watches: page by page what is there, and then what comes.</summary>
internal sealed class FlowWatch(
    Func<FlowQuery, CancellationToken, Task<(FlowPage Page, long Position)>> read,
    FlowListener listener,
    FlowSignal changed,
    TimeProvider time,
    CancellationToken closing)
{
    private const int PageFlows = 500;

    public async IAsyncEnumerable<StoredFlow> RunAsync(
        long afterSequence, IFlowFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = afterSequence;
        while (true)
        {
            // Before the look, so that nothing that comes behind it is missed.
            Task more = changed.Next;
            if (await TakeBehindAsync(position, filter, cancellationToken).ConfigureAwait(false) is not { } taken)
            {
                yield break;
            }

            foreach (StoredFlow flow in taken.Page.Flows)
            {
                yield return flow;
            }

            bool isNew = taken.Position > position;
            position = Math.Max(position, taken.Position);
            if (!isNew && !await WaitAsync(more, cancellationToken).ConfigureAwait(false))
            {
                yield break;
            }
        }
    }

    /// <summary>The next flows; null when the store is closed.</summary>
    private async Task<(FlowPage Page, long Position)?> TakeBehindAsync(
        long position, IFlowFilter? filter, CancellationToken cancellationToken)
    {
        var query = new FlowQuery
        {
            Filter = filter,
            Sort = FlowSort.OldestFirst,
            Cursor = QueryCursor.Behind(position),
            Limit = PageFlows,
        };
        try
        {
            return await read(query, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (closing.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>False when the store was closed.</returns>
    private async Task<bool> WaitAsync(Task more, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closing, cancellationToken);
        Task again = Task.Delay(listener.LookAgain, time, either.Token);
        await Task.WhenAny(more, again).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return !closing.IsCancellationRequested;
    }
}
