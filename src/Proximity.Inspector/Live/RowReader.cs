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

    private readonly FlowRows rows = new();
    private Dictionary<long, FlowRow> kept = [];

    /// <summary>True when a row that was read is of a flow that goes on.</summary>
    public bool HasUnfinished { get; private set; }

    /// <summary>True when a flow was not there any more.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>Forgets the rows: they may be others now.</summary>
    public void Forget() => kept = [];

    /// <summary>The rows of flows, without those that are not there.</summary>
    /// <param name="sequences">Their numbers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<IReadOnlyList<FlowRow>> ReadAsync(long[] sequences, CancellationToken cancellationToken)
    {
        Dictionary<long, FlowRow> found = new(sequences.Length);
        List<long> wanted = [];
        foreach (long sequence in sequences)
        {
            if (kept.TryGetValue(sequence, out FlowRow? row))
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

        FlowRow[] read = [.. sequences.Select(found.GetValueOrDefault).OfType<FlowRow>()];
        HasMissed = read.Length < sequences.Length;
        HasUnfinished = read.Any(static row => !IsFinal(row));
        kept = read.Where(IsFinal).ToDictionary(static row => row.Id);
        return read;
    }

    /// <summary>The row of a flow under way.</summary>
    public FlowRow Of(StoredFlow flow) => rows.Of(new FlowMasking(context, null).Of(flow));

    private async ValueTask ReadRunAsync(long first, long last, Dictionary<long, FlowRow> found, CancellationToken cancellationToken)
    {
        var query = new FlowQuery
        {
            Sort = FlowSort.OldestFirst,
            Cursor = QueryCursor.Behind(first - 1),
            Limit = (int)Math.Min(last - first + 1, FlowQuery.MaxLimit),
            Budget = Budget,
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
        while (at < last && page.End == FlowPageEnd.BudgetSpent);
    }

    private static bool IsFinal(FlowRow row) => row.State is FlowState.Done or FlowState.Failed;
}
