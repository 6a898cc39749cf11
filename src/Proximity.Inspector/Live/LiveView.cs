using Proximity.Control;
using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// A view of the flows by a filter and in an order, kept up to date by looking: the store's numbers, what has come since, and the rows of
/// one window. It does nothing unless it is refreshed. Not thread-safe.
/// <para>
/// In the order of numbers, flows under way stand where the newest flows do; in other orders they are left out, since what they are sorted
/// by is not known yet. Where no number is missing, ranks are reckoned and nothing is looked for. Else the numbers are, in the background,
/// and the view is made anew when flows were deleted.
/// </para>
/// </summary>
internal sealed class LiveView
{
    private static readonly TimeSpan LeastLife = TimeSpan.FromSeconds(1);

    private readonly ControlContext context;
    private readonly IFlowFilter? filter;
    private readonly FlowSort sort;
    private readonly RowReader reader;

    /// <summary>The rows that are shown stand in one, and the next ones are written into the other.</summary>
    private readonly (LiveRows One, LiveRows Other) rows = (new(), new());
    private FlowOrder order;
    private FlowOrder? successor;
    private long orderBegan;
    private IReadOnlyList<StoredFlow> underWay = [];
    private FlowStoreStatus status = new() { Count = 0, Bytes = 0 };
    private bool isKnown;

    /// <param name="context">The proxy.</param>
    /// <param name="filter">Which flows; null for all.</param>
    /// <param name="sort">In what order.</param>
    public LiveView(ControlContext context, IFlowFilter? filter, FlowSort sort)
    {
        (this.context, this.filter, this.sort) = (context, filter, sort);
        reader = new RowReader(context);
        order = CreateOrder();
    }

    /// <summary>True when there is more to look for at once.</summary>
    public bool HasMore => !order.IsComplete || successor is not null;

    /// <summary>What the store had at the last look.</summary>
    public FlowStoreStatus Status => status;

    private IFlowStore Store => context.Proxy.Flows;

    private bool IsByNumber => sort.Field == FlowSortField.Sequence;

    /// <summary>Takes in what has changed.</summary>
    /// <param name="window">What is shown.</param>
    /// <param name="before">What was shown last; null for nothing. Its rows stay; those of all other frames may be written over.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is to be shown; <paramref name="before"/> itself where that is the same.</returns>
    public async ValueTask<LiveFrame> RefreshAsync(LiveWindow window, LiveFrame? before, CancellationToken cancellationToken)
    {
        FlowStoreStatus was = status;
        IReadOnlyList<StoredFlow> wasUnderWay = underWay;
        IReadOnlyList<StoredFlow> allUnderWay = context.Proxy.UnderWay;
        underWay = IsByNumber ? [.. allUnderWay.Where(flow => filter is null || filter.Evaluate(flow) is true)] : [];
        status = await Store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        bool hasChanged = await AdvanceAsync(window, cancellationToken).ConfigureAwait(false);
        bool sameRows = before is not null && isKnown && !hasChanged && !reader.HasUnfinished && !reader.HasMissed
            && underWay.Count == 0 && wasUnderWay.Count == 0 && was.NewestSequence == status.NewestSequence;
        (long first, LiveRows shown) = sameRows
            ? (before!.First, before.Rows)
            : await ReadAsync(window, before?.Rows, cancellationToken).ConfigureAwait(false);
        isKnown = true;
        ProxyFacts facts = context.Proxy.GetFacts();
        var frame = new LiveFrame
        {
            Total = status.Count + allUnderWay.Count,
            Matched = underWay.Count + (filter is null && IsByNumber ? status.Count : order.Count),
            IsComplete = order.IsComplete,
            Scanned = order.ScannedCount,
            First = first,
            Rows = shown,
            Newest = allUnderWay.Count > 0 ? allUnderWay[^1].Sequence : status.NewestSequence,
            UnderWay = allUnderWay.Count,
            StoredBytes = status.Bytes,
            Dropped = facts.DroppedCount,
            Errors = facts.Errors.Values.Sum(),
            IsRecording = context.Proxy.IsRecording,
            Overview = before?.Overview,
        };
        return before is not null && frame.IsSameAs(before) ? before : frame;
    }

    /// <summary>Reads what is shown anew, since an operation has changed something.</summary>
    /// <param name="isDeleted">True when flows may have gone.</param>
    public void Touch(bool isDeleted)
    {
        reader.Forget();
        isKnown = false;
        if ((isDeleted || filter is not null) && order is not WholeOrder)
        {
            successor = CreateOrder();
        }
    }

    /// <summary>The next look reads the rows anew: the window has moved.</summary>
    public void Move() => isKnown = false;

    /// <summary>From now on rows have this besides; null for nothing.</summary>
    public void Show(RowExtras? extras) => reader.Show(extras);

    private FlowOrder CreateOrder()
    {
        orderBegan = context.TimeProvider.GetTimestamp();
        return IsByNumber
            ? new SequenceOrder(new FlowScan(Store, filter), sort.IsDescending)
            : new KeyOrder(Store, new FlowQuery { Filter = filter, Sort = sort }, context.TimeProvider);
    }

    private async ValueTask<bool> AdvanceAsync(LiveWindow window, CancellationToken cancellationToken)
    {
        if (filter is null && IsByNumber && WholeOrder.Fits(status))
        {
            order = order as WholeOrder ?? new WholeOrder(sort.IsDescending);
            successor = null;
            return await order.AdvanceAsync(status, new ScanPace(context.TimeProvider, null), cancellationToken).ConfigureAwait(false);
        }

        if (order is WholeOrder)
        {
            order = CreateOrder();
            isKnown = false;
        }

        // The first rows are shown as soon as they are there.
        int? enough = isKnown ? null : window.Count;
        bool hasChanged = await order.AdvanceAsync(status, new ScanPace(context.TimeProvider, enough), cancellationToken)
            .ConfigureAwait(false);
        return await ReplaceAsync(cancellationToken).ConfigureAwait(false) || hasChanged;
    }

    /// <summary>Looks for all numbers again where some must have gone, and shows the old ones until then.</summary>
    private async ValueTask<bool> ReplaceAsync(CancellationToken cancellationToken)
    {
        bool isWrong = reader.HasMissed || (filter is null && IsByNumber && order.Count != status.Count);
        if (successor is null && isWrong && order.IsComplete && context.TimeProvider.GetElapsedTime(orderBegan) >= LeastLife)
        {
            successor = CreateOrder();
        }

        if (successor is null)
        {
            return false;
        }

        await successor.AdvanceAsync(status, new ScanPace(context.TimeProvider, null), cancellationToken).ConfigureAwait(false);
        if (!successor.IsComplete)
        {
            return false;
        }

        (order, successor) = (successor, null);
        return true;
    }

    private async ValueTask<(long First, LiveRows Rows)> ReadAsync(
        LiveWindow window, LiveRows? before, CancellationToken cancellationToken)
    {
        long known = underWay.Count + order.Count;
        long first = window switch
        {
            { IsAtEnd: true } => Math.Max(0, known - window.Count),
            { First: { } rank } => rank,
            { Anchor: { } id } => Math.Max(0, await RankOfAsync(id, cancellationToken).ConfigureAwait(false) - window.Before),
            _ => 0,
        };
        (StoredFlow[] top, long[] sequences, StoredFlow[] bottom) = Cut(first, window.Count);
        List<LiveRow> read = [.. top.Select(reader.Of)];
        read.AddRange(await reader.ReadAsync(sequences, cancellationToken).ConfigureAwait(false));
        read.AddRange(bottom.Select(reader.Of));
        if (before is not null && before.IsOf(read))
        {
            return (first, before);
        }

        LiveRows spare = before == rows.One ? rows.Other : rows.One;
        spare.Write(read);
        return (first, spare);
    }

    /// <summary>The flows under way stand before the newest ones, or behind them, by the order.</summary>
    private (StoredFlow[] Top, long[] Sequences, StoredFlow[] Bottom) Cut(long first, int count)
    {
        if (sort.IsDescending)
        {
            StoredFlow[] top = [.. underWay.Reverse().Skip((int)Math.Min(first, int.MaxValue)).Take(count)];
            return (top, order.Range(Math.Max(0, first - underWay.Count), count - top.Length), []);
        }

        long[] sequences = order.Range(first, count);
        long passed = Math.Max(0, first - order.Count);
        return ([], sequences, [.. underWay.Skip((int)Math.Min(passed, int.MaxValue)).Take(count - sequences.Length)]);
    }

    private async ValueTask<long> RankOfAsync(long id, CancellationToken cancellationToken)
    {
        long sequence = id;
        if (id < 0)
        {
            for (int i = 0; i < underWay.Count; i++)
            {
                if (underWay[i].Sequence == id)
                {
                    return sort.IsDescending ? underWay.Count - 1 - i : order.Count + i;
                }
            }

            // It has ended: the store knows it by its id.
            StoredFlow? ended = await Store.FindAsync(context.Proxy.Session, -id, cancellationToken).ConfigureAwait(false);
            sequence = ended?.Sequence ?? 0;
        }

        return order.RankOf(sequence) + (sort.IsDescending ? underWay.Count : 0);
    }
}
