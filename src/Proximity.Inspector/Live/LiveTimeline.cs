using System.Text.Json;
using Proximity.Control;
using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// How many flows of a view began when, and how many failed: for the strip above a page's list. Flows are counted once, from the oldest on,
/// a little at each look; new ones are added. When flows have gone it counts anew, with at most a tenth of the time, and shows the old
/// counts meanwhile. Not thread-safe.
/// </summary>
/// <param name="context">The proxy.</param>
/// <param name="filter">Which flows; null for all.</param>
internal sealed class LiveTimeline(ControlContext context, IFlowFilter? filter)
{
    /// <summary>The most flows under way that are remembered to be counted when they end; further ones are left out.</summary>
    public const int MaxUnfinished = 10_000;

    private const int RestFactor = 9;

    private static readonly TimeSpan LookBudget = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SendInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(2);

    private readonly SortedSet<long> unfinished = [];
    private TimeCounts shown = new();
    private TimeCounts? growing;
    private long position;
    private long oldest;
    private long built;
    private TimeSpan taken;
    private bool isComplete;
    private bool hasGone;
    private byte[]? json;
    private long? writtenAt;
    private bool hasNews = true;

    /// <summary>True when there is more to count at once.</summary>
    public bool HasMore => !isComplete || growing is not null;

    /// <summary>The counts as they were last given; null before.</summary>
    public byte[]? Last => json;

    private IFlowStore Store => context.Proxy.Flows;

    private TimeSpan Rest => taken * RestFactor > LeastRest ? taken * RestFactor : LeastRest;

    /// <summary>Flows may have gone, or are others now.</summary>
    public void Touch() => hasGone = true;

    /// <summary>Counts on for a while.</summary>
    /// <param name="status">What the store has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The counts as an object in JSON; the same one while they are the same, or were given a moment ago.</returns>
    public async ValueTask<byte[]> AdvanceAsync(FlowStoreStatus status, CancellationToken cancellationToken)
    {
        long began = context.TimeProvider.GetTimestamp();
        if (growing is null && isComplete && IsWrong(status) && context.TimeProvider.GetElapsedTime(built) >= Rest)
        {
            Begin();
        }

        bool isCountingAll = HasMore;
        oldest = position == 0 ? status.OldestSequence ?? 0 : oldest;
        await DecideAsync(cancellationToken).ConfigureAwait(false);
        await CountAsync(status, cancellationToken).ConfigureAwait(false);
        taken += isCountingAll ? context.TimeProvider.GetElapsedTime(began) : TimeSpan.Zero;
        return Json();
    }

    /// <summary>A table forgets a flow for each new one, so that a few may be missing.</summary>
    private bool IsWrong(FlowStoreStatus status)
        => hasGone || (status.OldestSequence is { } first ? first - oldest > Math.Max(100, shown.Total / 50) : shown.Total > 0);

    private void Begin()
    {
        growing = new TimeCounts();
        unfinished.Clear();
        (position, taken, hasGone) = (0, TimeSpan.Zero, false);
    }

    private async ValueTask CountAsync(FlowStoreStatus status, CancellationToken cancellationToken)
    {
        if (growing is null && isComplete && position >= (status.NewestSequence ?? 0))
        {
            return;
        }

        TimeCounts counts = growing ?? shown;
        var query = new FlowQuery
        {
            Filter = filter,
            Sort = FlowSort.OldestFirst,
            Cursor = QueryCursor.Behind(position),
            Budget = LookBudget,
        };
        FlowTally tally = await Store.TallyAsync(query, counts.Width, cancellationToken).ConfigureAwait(false);
        foreach (FlowTallyBucket bucket in tally.Buckets)
        {
            counts.Add(bucket.Start, bucket.Count, bucket.ErrorCount);
        }

        foreach (long sequence in tally.Unfinished.Take(Math.Max(0, MaxUnfinished - unfinished.Count)))
        {
            unfinished.Add(sequence);
        }

        hasNews |= tally.Buckets.Count > 0;
        bool isExhausted = tally.End == FlowPageEnd.Exhausted;
        position = tally.Next is { } next ? QueryCursor.Of(query with { Cursor = next }).Sequence : Math.Max(position, tally.LastSequence);
        if (isExhausted)
        {
            position = Math.Max(position, status.NewestSequence ?? 0);
            hasNews |= !isComplete || growing is not null;
            (shown, growing, isComplete, built) = (counts, null, true, context.TimeProvider.GetTimestamp());
        }
    }

    /// <summary>Counts flows that were under way and have ended.</summary>
    private async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        TimeCounts counts = growing ?? shown;
        foreach (long sequence in unfinished.ToArray())
        {
            StoredFlow? flow = await Store.GetAsync(sequence, cancellationToken).ConfigureAwait(false);
            if (flow is { Flow.Completed: false })
            {
                continue;
            }

            unfinished.Remove(sequence);
            if (flow is not null && (filter is null || filter.Evaluate(flow) is true))
            {
                counts.Add(flow.Flow.Timestamp, 1, FlowTallyCounts.HasFailed(flow.Flow) ? 1 : 0);
                hasNews = true;
            }
        }
    }

    private byte[] Json()
    {
        bool isDue = writtenAt is not { } at || context.TimeProvider.GetElapsedTime(at) >= SendInterval;
        if (json is not null && (!hasNews || !isDue))
        {
            return json;
        }

        (hasNews, writtenAt) = (false, context.TimeProvider.GetTimestamp());
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("from", shown.StartMilliseconds);
            writer.WriteNumber("width", (long)shown.Width.TotalMilliseconds);
            writer.WriteBoolean("complete", isComplete);
            Write(writer, "flows", shown.Flows);
            Write(writer, "errors", shown.Errors);
            writer.WriteEndObject();
        }

        return json = buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, ReadOnlySpan<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
