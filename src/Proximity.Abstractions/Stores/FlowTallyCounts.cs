using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>Counts flows by the stretch of time in which they began.</summary>
/// <param name="width">How long a stretch is.</param>
internal sealed class FlowTallyCounts(TimeSpan width)
{
    private readonly SortedDictionary<long, (long Count, long Errors)> counts = [];

    /// <summary>Whether a flow is counted as failed.</summary>
    public static bool HasFailed(FlowSnapshot flow)
        => HasFailed(flow.ErrorCode, flow.Response?.Status ?? flow.AnsweredStatus);

    /// <summary>The same of a flow in a table, of which no snapshot is made.</summary>
    public static bool HasFailed(Flow flow)
        => HasFailed(flow.ErrorCode, flow.Response?.PeekStatus() ?? flow.AnsweredStatus);

    /// <summary>Counts a flow.</summary>
    public void Add(DateTimeOffset began, bool hasFailed)
    {
        long stretch = Math.DivRem(began.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, width.Ticks, out long rest) - (rest < 0 ? 1 : 0);
        (long count, long errors) = counts.GetValueOrDefault(stretch);
        counts[stretch] = (count + 1, errors + (hasFailed ? 1 : 0));
    }

    /// <summary>What was counted, in the order of time.</summary>
    public IReadOnlyList<FlowTallyBucket> ToBuckets() =>
    [
        .. counts.Select(entry => new FlowTallyBucket(StartOf(entry.Key), entry.Value.Count, entry.Value.Errors)),
    ];

    private static bool HasFailed(string? errorCode, int? status) => errorCode is not null || status >= 500;

    // The first stretch of all begins before the first moment that can be said.
    private DateTimeOffset StartOf(long stretch)
    {
        Int128 ticks = ((Int128)stretch * width.Ticks) + DateTimeOffset.UnixEpoch.Ticks;
        return new DateTimeOffset((long)Int128.Max(ticks, 0), TimeSpan.Zero);
    }
}
