using Proximity.Control;
using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// Reads the rows of a window. Those of flows that have ended are kept until the window moves on: they change by annotations alone.
/// </summary>
/// <param name="context">The proxy.</param>
internal sealed class RowReader(ControlContext context)
{
    /// <summary>Numbers that stand nearer than this are read at once.</summary>
    private const int SmallGap = 8;

    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(250);

    /// <summary>Bodies take room: so many flows with theirs are read at once.</summary>
    private const int ReadWithBodies = 16;

    private readonly FlowRows rows = new();
    private Dictionary<long, LiveRow> kept = [];
    private RowExtras? extras;

    /// <summary>True when a row that was read is of a flow that goes on.</summary>
    public bool HasUnfinished { get; private set; }

    /// <summary>True when a flow was not there any more.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>Forgets the rows: they may be others now.</summary>
    public void Forget() => kept = [];

    /// <summary>From now on rows have this besides; null for nothing.</summary>
    public void Show(RowExtras? wanted)
    {
        extras = wanted;
        Forget();
    }

    /// <summary>The rows of flows, without those that are not there.</summary>
    /// <param name="sequences">Their numbers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<IReadOnlyList<LiveRow>> ReadAsync(long[] sequences, CancellationToken cancellationToken)
    {
        Dictionary<long, LiveRow> found = new(sequences.Length);
        List<long> wanted = [];
        foreach (long sequence in sequences)
        {
            if (kept.TryGetValue(sequence, out LiveRow? row))
            {
                found[sequence] = row;
            }
            else
            {
                wanted.Add(sequence);
            }
        }

        wanted.Sort();
        for (int start = 0, end; start < wanted.Count; start = end)
        {
            end = start + 1;
            while (end < wanted.Count && wanted[end] - wanted[end - 1] <= SmallGap)
            {
                end++;
            }

            await ReadRunAsync(wanted[start], wanted[end - 1], found, cancellationToken).ConfigureAwait(false);
        }

        LiveRow[] read = [.. sequences.Select(found.GetValueOrDefault).OfType<LiveRow>()];
        HasMissed = read.Length < sequences.Length;
        HasUnfinished = read.Any(static row => !IsFinal(row));
        kept = read.Where(IsFinal).ToDictionary(static row => row.Id);
        return read;
    }

    /// <summary>The row of a flow under way.</summary>
    public LiveRow Of(StoredFlow flow)
    {
        var row = new LiveRow();
        StoredFlow shown = new FlowMasking(context, null).Of(flow);
        rows.Fill(row, shown);
        extras?.Fill(row, shown, flow);
        return row;
    }

    private async ValueTask ReadRunAsync(long first, long last, Dictionary<long, LiveRow> found, CancellationToken cancellationToken)
    {
        bool withBodies = extras is { ReadsBodies: true };
        var query = new FlowQuery
        {
            Sort = FlowSort.OldestFirst,
            Cursor = QueryCursor.Behind(first - 1),
            Limit = (int)Math.Min(last - first + 1, withBodies ? ReadWithBodies : FlowQuery.MaxLimit),
            Budget = Budget,
            WithBodies = withBodies,
        };
        FlowPage page;
        long at = first - 1;
        do
        {
            page = await context.Proxy.Flows.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (StoredFlow flow in page.Flows.Where(flow => flow.Sequence <= last))
            {
                at = flow.Sequence;
                found[flow.Sequence] = Of(flow);
            }

            query = query with { Cursor = page.Next };
        }
        while (at < last && page.End != FlowPageEnd.Exhausted);
    }

    private static bool IsFinal(FlowRow row) => row.State is FlowState.Done or FlowState.Failed;
}
