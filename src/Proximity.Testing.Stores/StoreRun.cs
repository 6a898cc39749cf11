using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores;

/// <summary>A case under way: the open store, and what most cases do with it.</summary>
internal sealed class StoreRun(StoreFixture fixture, CancellationToken cancellationToken) : IAsyncDisposable
{
    private IFlowStore? store;

    public IFlowStore Store => store ?? throw new InvalidOperationException("The store is not open.");

    public CancellationToken Cancellation => cancellationToken;

    public Func<string, IFlowFilter>? ParseFilter => fixture.ParseFilter;

    /// <summary>True when the store does not have what the case is about.</summary>
    public bool IsSkipped { get; private set; }

    /// <summary>The session of flows that belong to no other.</summary>
    public Guid Session { get; } = Guid.CreateVersion7();

    public async Task OpenAsync() => store = await fixture.OpenAsync(cancellationToken).ConfigureAwait(false);

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        store = null;
        await OpenAsync().ConfigureAwait(false);
    }

    /// <summary>True when the store says that it can; otherwise the case is over.</summary>
    public bool Needs(bool capability)
    {
        IsSkipped |= !capability;
        return capability;
    }

    public async Task<int> AppendAsync(params FlowRecord[] batch)
        => await Store.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken).ConfigureAwait(false);

    /// <summary>Appends flows of one session and gives their numbers.</summary>
    public async Task<long[]> AppendAsync(IEnumerable<FlowSnapshot> flows)
    {
        FlowSnapshot[] all = [.. flows];
        await AppendAsync([.. all.Select(Record)]).ConfigureAwait(false);
        var sequences = new long[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            sequences[i] = (await FindAsync(all[i].Id).ConfigureAwait(false)).Sequence;
        }

        return sequences;
    }

    public FlowRecord Record(FlowSnapshot flow) => new(flow, Session, "here");

    public async Task<StoredFlow> GetAsync(long sequence)
        => await Store.GetAsync(sequence, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreCaseException($"The flow with the sequence {sequence} is not there.");

    public async Task<StoredFlow> FindAsync(long id)
        => await Store.FindAsync(Session, id, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreCaseException($"The flow with the id {id} is not found by its session.");

    public async Task<FlowPage> QueryAsync(FlowQuery query) => await Store.QueryAsync(query, cancellationToken).ConfigureAwait(false);

    /// <summary>All pages of a query.</summary>
    /// <param name="query">The query; its cursor is where to begin.</param>
    /// <param name="between">Done after each page; null for nothing.</param>
    public async Task<List<StoredFlow>> ReadAllAsync(FlowQuery query, Func<Task>? between = null)
    {
        List<StoredFlow> all = [];
        HashSet<string> cursors = [];
        while (true)
        {
            FlowPage page = await QueryAsync(query).ConfigureAwait(false);
            Check.That(page.Flows.Count <= query.Limit, $"A page of at most {query.Limit} flows has {page.Flows.Count}.");
            Check.Equal(page.End == FlowPageEnd.Exhausted, page.Next is null, "whether a page without a cursor is the last");
            all.AddRange(page.Flows);
            if (page.Next is not { } next)
            {
                return all;
            }

            Check.That(cursors.Add(next), $"The cursor '{next}' came twice: the query does not go on.");
            query = query with { Cursor = next };
            await (between?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    public async Task<long[]> SequencesAsync(FlowQuery query)
        => [.. (await ReadAllAsync(query).ConfigureAwait(false)).Select(flow => flow.Sequence)];

    /// <summary>What is kept of a body, or a part of it; null when nothing is.</summary>
    public async Task<byte[]?> ReadBodyAsync(long sequence, BodySide side, long offset = 0, long? count = null)
    {
        Stream? stream = await Store.OpenBodyAsync(sequence, side, offset, count, cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            return copy.ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (store is { } open)
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }
}
