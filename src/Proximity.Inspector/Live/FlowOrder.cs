using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>The numbers of the flows of a view in their order, as far as they are known.</summary>
internal abstract class FlowOrder
{
    /// <summary>How many flows the view has, as far as that is known.</summary>
    public abstract long Count { get; }

    /// <summary>True when nothing more has to be looked for.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>How many flows were looked at.</summary>
    public abstract long ScannedCount { get; }

    /// <summary>Takes in what has changed since, and looks for more until the time is over.</summary>
    /// <param name="status">What the store has.</param>
    /// <param name="pace">How much may be looked at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>True when the numbers are others than before.</returns>
    public abstract ValueTask<bool> AdvanceAsync(FlowStoreStatus status, ScanPace pace, CancellationToken cancellationToken);

    /// <summary>The numbers from a rank on.</summary>
    /// <param name="rank">The rank of the first one.</param>
    /// <param name="count">How many; fewer where the view ends, or is not known further.</param>
    public abstract long[] Range(long rank, int count);

    /// <summary>The rank of a flow, or the one that it would have.</summary>
    public abstract long RankOf(long sequence);
}
