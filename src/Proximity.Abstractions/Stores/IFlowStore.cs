using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>
/// Keeps flows, and finds them again. All that is asked by number refers to the store's own sequence (<see cref="StoredFlow.Sequence"/>).
/// </summary>
/// <remarks>
/// Every method may be called by many threads at once. What is not there is answered with null or a count, and is no error. Each may throw
/// <see cref="FlowStoreException"/>, <see cref="ObjectDisposedException"/> once the store is closed, and
/// <see cref="OperationCanceledException"/>. <c>Proximity.Testing.Stores</c> has the cases that every store must pass.
/// </remarks>
public interface IFlowStore : IAsyncDisposable
{
    /// <summary>What the store can do beyond what all do. Never changes while it is open.</summary>
    FlowStoreCapabilities Capabilities { get; }

    /// <summary>
    /// Takes flows, all or none, in their order; when it returns they are found. One whose session and id are there already is left out,
    /// so that a batch may be given again when it is not known what became of it.
    /// </summary>
    /// <param name="batch">The flows; empty does nothing.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it; what became of the batch is not known then.</param>
    /// <returns>How many were new.</returns>
    ValueTask<int> AppendAsync(IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken = default);

    /// <summary>Finds flows.</summary>
    /// <param name="query">Which, in what order, how many.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One page; <see cref="FlowPage.Next"/> leads to the one behind it.</returns>
    /// <exception cref="ArgumentException">The cursor is not one of this query.</exception>
    /// <exception cref="NotSupportedException">The store cannot sort by that.</exception>
    ValueTask<FlowPage> QueryAsync(FlowQuery query, CancellationToken cancellationToken = default);

    /// <summary>Finds the numbers of flows alone, which takes much less than to give the flows.</summary>
    /// <param name="query">Which, and in what order; its limit is that of each look, and not of the answer.</param>
    /// <param name="limit">The most numbers, at least 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The numbers that were found until the limit or the budget was reached.</returns>
    /// <exception cref="ArgumentException">The cursor is not one of this query.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    /// <exception cref="NotSupportedException">The store cannot sort by that.</exception>
    async ValueTask<FlowIndexPage> IndexAsync(FlowQuery query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        FlowQuery some = query with { Limit = Math.Min(limit, FlowQuery.MaxLimit), WithBodies = false };
        return FlowIndexPage.Of(await QueryAsync(some, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Counts flows by when they began, a page at a time, in the order of the sequence from the oldest on.</summary>
    /// <param name="query">Which, where to go on, and for how long; its limit, and whether bodies are wanted, do not matter.</param>
    /// <param name="width">How long the stretches of time are in which flows are counted; more than zero.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was counted until the budget was spent; <see cref="FlowTally.Next"/> leads on.</returns>
    /// <exception cref="ArgumentException">The cursor is not one of this query, or the order is another one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not more than zero.</exception>
    ValueTask<FlowTally> TallyAsync(FlowQuery query, TimeSpan width, CancellationToken cancellationToken = default)
    {
        FlowTally.Check(query, width);
        return FlowTally.OfPageAsync(this, query, width, cancellationToken);
    }

    /// <summary>Gives a flow with its bodies; null when it is not there.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<StoredFlow?> GetAsync(long sequence, CancellationToken cancellationToken = default);

    /// <summary>Gives a flow with its bodies by its id in a session; null when it is not there.</summary>
    /// <param name="session">The session; null for that of the newest flow.</param>
    /// <param name="id">The flow's id (<see cref="FlowSnapshot.Id"/>).</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<StoredFlow?> FindAsync(Guid? session, long id, CancellationToken cancellationToken = default);

    /// <summary>Opens what is kept of a body, as it is in <see cref="FlowBody.Bytes"/>, or a part of it.</summary>
    /// <param name="sequence">The flow's number.</param>
    /// <param name="side">Whose body.</param>
    /// <param name="offset">How many bytes to pass over; beyond the end there are none.</param>
    /// <param name="count">The most bytes to give; null for the rest.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>A stream to be read once from its beginning; null when the flow is not there, or nothing is kept of the body.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is negative.</exception>
    ValueTask<Stream?> OpenBodyAsync(
        long sequence, BodySide side, long offset = 0, long? count = null, CancellationToken cancellationToken = default);

    /// <summary>Changes what is written on flows.</summary>
    /// <param name="sequences">Which; those that are not there are left out.</param>
    /// <param name="change">What.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many of them are there.</returns>
    /// <exception cref="ArgumentException">One of them would have too many tags; then none is changed.</exception>
    /// <exception cref="NotSupportedException">The store has no annotations.</exception>
    ValueTask<int> AnnotateAsync(
        IReadOnlyList<long> sequences, FlowAnnotationChange change, CancellationToken cancellationToken = default);

    /// <summary>Forgets flows. Their numbers are not given again.</summary>
    /// <param name="sequences">Which; those that are not there are left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many went.</returns>
    ValueTask<int> DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken = default);

    /// <summary>Forgets the oldest flows, until no more are there than may stay.</summary>
    /// <param name="retention">What may stay.</param>
    /// <param name="cancellationToken">Ends it; what has gone by then stays gone.</param>
    /// <returns>What went.</returns>
    ValueTask<FlowsPruned> PruneAsync(FlowRetention retention, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the flows behind a number in their order, without bodies: first those that are there, then each that is taken, until the
    /// store is closed. A reader that goes on at its last number misses only those that went meanwhile.
    /// </summary>
    /// <param name="afterSequence">The number; 0 for all.</param>
    /// <param name="filter">Which flows; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<StoredFlow> WatchAsync(long afterSequence, IFlowFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Says what the store has.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<FlowStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default);
}
