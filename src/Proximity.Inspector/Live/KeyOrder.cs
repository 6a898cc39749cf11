using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// The flows of a view in another order than that of their numbers. Where a new flow stands in it is the store's to say: the order is
/// asked for anew once flows have come, and takes at most a tenth of the time.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="query">Which flows, and in what order.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class KeyOrder(IFlowStore store, FlowQuery query, TimeProvider timeProvider) : FlowOrder
{
    private const int RestFactor = 9;

    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(1);

    private SequenceList shown = new();
    private SequenceList? growing;
    private string? cursor;
    private long scanned;
    private bool hasAll;
    private TimeSpan taken;
    private long ended;
    private (long Count, long? Newest) builtOf = (-1, null);

    /// <inheritdoc/>
    public override long Count => shown.Count;

    /// <inheritdoc/>
    public override bool IsComplete => hasAll;

    /// <inheritdoc/>
    public override long ScannedCount => scanned;

    /// <inheritdoc/>
    public override async ValueTask<bool> AdvanceAsync(FlowStoreStatus status, ScanPace pace, CancellationToken cancellationToken)
    {
        if (growing is null && !Begin(status))
        {
            return false;
        }

        long began = timeProvider.GetTimestamp();
        bool isExhausted;
        do
        {
            FlowIndexPage page = await store.IndexAsync(
                query with { Cursor = cursor, Budget = ScanPace.PageBudget, Limit = FlowQuery.MaxLimit }, pace.PageLimit, cancellationToken)
                .ConfigureAwait(false);
            growing!.AddLast([.. page.Sequences]);
            scanned = hasAll ? scanned : Math.Max(scanned, page.ScannedCount);
            cursor = page.Next;
            isExhausted = page.End == FlowPageEnd.Exhausted;
        }
        while (!isExhausted && pace.GoesOn(growing.Count));

        taken += timeProvider.GetElapsedTime(began);
        if (isExhausted)
        {
            (shown, growing, hasAll, ended) = (growing, null, true, timeProvider.GetTimestamp());
        }
        else if (!hasAll)
        {
            shown = growing;
        }

        return isExhausted || !hasAll;
    }

    /// <inheritdoc/>
    public override long[] Range(long rank, int count) => shown.Range((int)Math.Min(rank, int.MaxValue), count);

    /// <inheritdoc/>
    public override long RankOf(long sequence) => Math.Max(0, shown.Find(sequence));

    private bool Begin(FlowStoreStatus status)
    {
        (long Count, long? Newest) now = (status.Count, status.NewestSequence);

        // Flows of a table end without a new number.
        bool mayHaveChanged = now != builtOf || !store.Capabilities.IsDurable;
        TimeSpan rest = taken * RestFactor > LeastRest ? taken * RestFactor : LeastRest;
        if (hasAll && (!mayHaveChanged || timeProvider.GetElapsedTime(ended) < rest))
        {
            return false;
        }

        (growing, cursor, taken, builtOf) = (new SequenceList(), null, TimeSpan.Zero, now);
        return true;
    }
}
