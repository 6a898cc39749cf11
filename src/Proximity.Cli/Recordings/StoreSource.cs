using System.Runtime.CompilerServices;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary>A store, asked page by page. A flow's number is its sequence.</summary>
/// <param name="name">What it is known by.</param>
/// <param name="store">The store; disposed with this.</param>
/// <param name="kind">Its kind; null for a store that was opened otherwise.</param>
internal sealed class StoreSource(string name, IFlowStore store, StoreKind? kind = null) : FlowSource
{
    /// <summary>A page of flows with bodies takes as many megabytes at most, with the bodies that the program keeps.</summary>
    private const int FlowsWithBodies = 32;

    private long seen;

    public override string Name => name;

    public IFlowStore Store => store;

    public StoreKind? Kind => kind;

    public override async IAsyncEnumerable<RecordedFlow> ReadAsync(
        Filter? filter, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var flow in PagesAsync(Query(filter, FlowSort.OldestFirst), progress, cancellationToken).ConfigureAwait(false))
        {
            seen = Math.Max(seen, flow.Number);
            yield return flow;
        }
    }

    public override async IAsyncEnumerable<RecordedFlow> ReadLastAsync(
        Filter? filter, int count, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        seen = (await StatusAsync(cancellationToken).ConfigureAwait(false)).NewestSequence ?? 0;
        List<RecordedFlow> last = [];
        await foreach (var flow in PagesAsync(Query(filter, FlowSort.NewestFirst), progress, cancellationToken).ConfigureAwait(false))
        {
            last.Add(flow);
            if (last.Count == count)
            {
                break;
            }
        }

        for (var at = last.Count - 1; at >= 0; at--)
        {
            yield return last[at];
        }
    }

    public override async Task<RecordedFlow?> FindAsync(long number, Progress progress, CancellationToken cancellationToken)
        => await AskAsync(() => store.GetAsync(number, cancellationToken)).ConfigureAwait(false) is { } stored
            ? RecordedFlow.Of(stored)
            : null;

    public override async IAsyncEnumerable<RecordedFlow> FollowAsync(
        Filter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var flows = store.WatchAsync(seen, filter, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (flows.ConfigureAwait(false))
        {
            while (await AskAsync(flows.MoveNextAsync).ConfigureAwait(false))
            {
                var whole = IsWithBodies
                    ? await AskAsync(() => store.GetAsync(flows.Current.Sequence, cancellationToken)).ConfigureAwait(false)
                    : flows.Current;
                if (whole is not null)
                {
                    yield return RecordedFlow.Of(whole);
                }
            }
        }
    }

    public override async Task<DateTimeOffset?> NewestAsync(CancellationToken cancellationToken)
        => (await StatusAsync(cancellationToken).ConfigureAwait(false)).NewestSequence is { } newest
            ? (await FindAsync(newest, new Progress(), cancellationToken).ConfigureAwait(false))?.Snapshot.Timestamp
            : null;

    public override async Task<Guid?> LastSessionAsync(CancellationToken cancellationToken)
        => (await StatusAsync(cancellationToken).ConfigureAwait(false)).Sessions is [var newest, ..] ? newest.Id : null;

    public override ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Does something with the store, and says in its words what went wrong.</summary>
    /// <exception cref="RecordingException">It went wrong.</exception>
    public async ValueTask<TAnswer> AskAsync<TAnswer>(Func<ValueTask<TAnswer>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FlowStoreException or NotSupportedException or ArgumentException)
        {
            throw new RecordingException(StoreSentence.Failed(name, exception.Message));
        }
    }

    private ValueTask<FlowStoreStatus> StatusAsync(CancellationToken cancellationToken)
        => AskAsync(() => store.GetStatusAsync(cancellationToken));

    private FlowQuery Query(Filter? filter, FlowSort sort) => new()
    {
        Filter = filter,
        Sort = sort,
        WithBodies = IsWithBodies,
        Limit = IsWithBodies ? FlowsWithBodies : FlowQuery.MaxLimit,
    };

    private async IAsyncEnumerable<RecordedFlow> PagesAsync(
        FlowQuery query, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var asked = query with { Cursor = next };
            var page = await AskAsync(() => store.QueryAsync(asked, cancellationToken)).ConfigureAwait(false);
            progress.Total = page.TotalCount ?? 0;
            progress.Done += page.ScannedCount;
            foreach (var flow in page.Flows)
            {
                yield return RecordedFlow.Of(flow);
            }

            next = page.Next;
        }
        while (next is not null);
    }
}
