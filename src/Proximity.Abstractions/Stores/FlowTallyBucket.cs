namespace Proximity.Stores;

/// <summary>How many flows began in one stretch of time.</summary>
/// <param name="start">When the stretch begins: a whole number of widths behind 1970 in UTC.</param>
/// <param name="count">How many flows began in it.</param>
/// <param name="errorCount">How many of those failed.</param>
public sealed class FlowTallyBucket(DateTimeOffset start, long count, long errorCount)
{
    /// <summary>When the stretch begins.</summary>
    public DateTimeOffset Start { get; } = start;

    /// <summary>How many flows began in it.</summary>
    public long Count { get; } = count;

    /// <summary>How many of those failed: they have an error code, or a status of 500 or more.</summary>
    public long ErrorCount { get; } = errorCount;
}
