using System.Runtime.CompilerServices;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>
/// Gives flows as they come. Within the writer's process its signal says when to look; elsewhere nothing does, and the file is looked at a
/// few times a second.
/// </summary>
/// <param name="scan">Answers a query in the order of the sequence, and says up to which number it has come.</param>
/// <param name="changed">Raised behind each batch.</param>
/// <param name="time">The clock.</param>
/// <param name="isWriter">True in the writer's process.</param>
/// <param name="closing">Ends it without an error.</param>
internal sealed class FlowWatch(
    Func<FlowQuery, CancellationToken, Task<(FlowPage Page, long Position)>> scan,
    FlowSignal changed,
    TimeProvider time,
    bool isWriter,
    CancellationToken closing)
{
    private const int PageFlows = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<StoredFlow> Run(
        long afterSequence, IFlowFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = afterSequence;
        while (!closing.IsCancellationRequested)
        {
            // Before the look, so that nothing that comes behind it is missed.
            Task next = changed.Next;
            if (await Look(filter, position, cancellationToken).ConfigureAwait(false) is not { } looked)
            {
                yield break;
            }

            foreach (StoredFlow flow in looked.Page.Flows)
            {
                yield return flow;
            }

            position = looked.Position;
            if (looked.Page.End == FlowPageEnd.Exhausted && !await Wait(next, cancellationToken).ConfigureAwait(false))
            {
                yield break;
            }
        }
    }

    /// <returns>The next flows, and how far that came; null when the store was closed.</returns>
    private async Task<(FlowPage Page, long Position)?> Look(IFlowFilter? filter, long position, CancellationToken cancellationToken)
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
            return await scan(query, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (closing.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>False when the store was closed.</returns>
    private async Task<bool> Wait(Task next, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closing, cancellationToken);
        try
        {
            Task waited = isWriter ? next.WaitAsync(either.Token) : Task.Delay(Pause, time, either.Token);
            await waited.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
