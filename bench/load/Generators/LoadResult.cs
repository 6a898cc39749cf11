namespace Proximity.Load.Generators;

/// <summary>What a generator did: how much (requests, tunnels or bytes), how long it took, how long each took, and what went wrong.</summary>
internal sealed record LoadResult(double Count, TimeSpan Elapsed, TimeSpan? Median, TimeSpan? NinetyNinth, long Errors)
{
    /// <summary>One of the errors, in words; null when there was none or nobody knows.</summary>
    public string? Problem { get; init; }
}
