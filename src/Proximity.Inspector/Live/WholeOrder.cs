using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>All flows of a store in the order of their numbers, where no number is missing: their ranks need no list.</summary>
/// <param name="isDescending">True for the newest first.</param>
internal sealed class WholeOrder(bool isDescending) : FlowOrder
{
    private long oldest;
    private long newest = -1;

    /// <inheritdoc/>
    public override long Count => newest - oldest + 1;

    /// <inheritdoc/>
    public override bool IsComplete => true;

    /// <inheritdoc/>
    public override long ScannedCount => Count;

    /// <summary>Whether the numbers of a store have no gaps.</summary>
    public static bool Fits(FlowStoreStatus status)
        => status is { OldestSequence: { } oldest, NewestSequence: { } newest } ? newest - oldest + 1 == status.Count : status.Count == 0;

    /// <inheritdoc/>
    public override ValueTask<bool> AdvanceAsync(FlowStoreStatus status, ScanPace pace, CancellationToken cancellationToken)
    {
        (long Oldest, long Newest) before = (oldest, newest);
        (oldest, newest) = status.OldestSequence is { } first ? (first, status.NewestSequence!.Value) : (0, -1);
        return ValueTask.FromResult(before != (oldest, newest));
    }

    /// <inheritdoc/>
    public override long[] Range(long rank, int count)
    {
        int length = (int)Math.Clamp(Count - rank, 0, count);
        long[] found = new long[length];
        for (int i = 0; i < length; i++)
        {
            found[i] = isDescending ? newest - rank - i : oldest + rank + i;
        }

        return found;
    }

    /// <inheritdoc/>
    public override long RankOf(long sequence)
        => Math.Clamp(isDescending ? newest - sequence : sequence - oldest, 0, Math.Max(0, Count - 1));
}
