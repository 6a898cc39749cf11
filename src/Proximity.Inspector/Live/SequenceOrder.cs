using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// The flows that a filter finds, or all where numbers are missing, in the order of their numbers. They are looked for from the newest
/// back, or from the oldest on; what comes meanwhile is looked for from the newest number on that was known.
/// </summary>
/// <param name="scan">Looks at flows.</param>
/// <param name="isDescending">True for the newest first.</param>
internal sealed class SequenceOrder(FlowScan scan, bool isDescending) : FlowOrder
{
    private readonly SequenceList numbers = new();
    private readonly SortedSet<long> undecided = [];
    private long scanned;
    private long? lowest;
    private long highest;
    private bool isBackDone = !isDescending;
    private bool isCaughtUp;

    /// <inheritdoc/>
    public override long Count => numbers.Count;

    /// <inheritdoc/>
    public override bool IsComplete => isBackDone && isCaughtUp;

    /// <inheritdoc/>
    public override long ScannedCount => scanned;

    /// <inheritdoc/>
    public override async ValueTask<bool> AdvanceAsync(FlowStoreStatus status, ScanPace pace, CancellationToken cancellationToken)
    {
        int before = numbers.Count;
        bool hasChanged = await DecideAsync(cancellationToken).ConfigureAwait(false);
        if (isDescending && lowest is null)
        {
            highest = status.NewestSequence ?? 0;
            lowest = highest + 1;
        }

        Forget(status);
        hasChanged |= numbers.Count != before;
        bool wasComplete = IsComplete;
        before = numbers.Count;
        do
        {
            if (isBackDone)
            {
                await ForwardAsync(status, pace, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await BackAsync(pace, cancellationToken).ConfigureAwait(false);
            }
        }
        while (!IsComplete && pace.GoesOn(numbers.Count));

        // While old flows are looked for, new ones have to show too.
        if (!isBackDone)
        {
            await ForwardAsync(status, pace, cancellationToken).ConfigureAwait(false);
        }

        return hasChanged || numbers.Count != before || !wasComplete;
    }

    /// <inheritdoc/>
    public override long[] Range(long rank, int count)
    {
        if (!isDescending)
        {
            return numbers.Range((int)Math.Min(rank, int.MaxValue), count);
        }

        int end = (int)Math.Max(0, numbers.Count - rank);
        long[] found = numbers.Range(Math.Max(0, end - count), Math.Min(count, end));
        Array.Reverse(found);
        return found;
    }

    /// <inheritdoc/>
    public override long RankOf(long sequence)
    {
        int place = numbers.PlaceOf(sequence);
        return Math.Clamp(isDescending ? numbers.Count - 1 - place : place, 0, Math.Max(0, numbers.Count - 1));
    }

    private async ValueTask BackAsync(ScanPace pace, CancellationToken cancellationToken)
    {
        ScanResult result = await scan.LookAsync(FlowSort.NewestFirst, lowest!.Value, pace.PageLimit, cancellationToken)
            .ConfigureAwait(false);
        long[] found = [.. result.Matching];
        Array.Reverse(found);
        numbers.AddFirst(found);
        Note(result);
        lowest = result.Position ?? lowest;
        isBackDone = result.IsExhausted;
    }

    private async ValueTask ForwardAsync(FlowStoreStatus status, ScanPace pace, CancellationToken cancellationToken)
    {
        ScanResult result = await scan.LookAsync(FlowSort.OldestFirst, highest, pace.PageLimit, cancellationToken).ConfigureAwait(false);
        numbers.AddLast([.. result.Matching]);
        Note(result);
        long last = Math.Max(highest, result.Matching.Count == 0 ? 0 : result.Matching[^1]);
        highest = Math.Max(last, result.IsExhausted ? Math.Max(status.NewestSequence ?? 0, result.Position ?? 0) : result.Position ?? 0);
        isCaughtUp = result.IsExhausted;
    }

    private void Note(ScanResult result)
    {
        scanned += result.ScannedCount;
        undecided.UnionWith(result.Undecided);
    }

    /// <summary>Flows that were under way may match by now.</summary>
    private async ValueTask<bool> DecideAsync(CancellationToken cancellationToken)
    {
        bool hasChanged = false;
        foreach (long sequence in undecided.ToArray())
        {
            if (await scan.DecideAsync(sequence, cancellationToken).ConfigureAwait(false) is { } matches)
            {
                undecided.Remove(sequence);
                hasChanged |= matches;
                if (matches)
                {
                    numbers.Insert(sequence);
                }
            }
        }

        return hasChanged;
    }

    private void Forget(FlowStoreStatus status)
    {
        if (status.OldestSequence is { } oldest)
        {
            numbers.RemoveBelow(oldest);
            undecided.RemoveWhere(sequence => sequence < oldest);
        }
        else
        {
            numbers.RemoveBelow(long.MaxValue);
            undecided.Clear();
        }
    }
}
