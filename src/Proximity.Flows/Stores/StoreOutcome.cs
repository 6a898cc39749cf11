namespace Proximity.Stores;

/// <summary>What became of a batch: of its first flows, when the store has failed.</summary>
/// <param name="StoredCount">How many the store has taken.</param>
/// <param name="LostCount">How many it does not take and will not.</param>
/// <param name="BatchCount">In how many batches it took them.</param>
/// <param name="Problem">Why the rest was not taken, which may pass; null when there is no rest.</param>
internal readonly record struct StoreOutcome(int StoredCount, int LostCount, int BatchCount, Exception? Problem)
{
    /// <summary>How many flows need not be given again.</summary>
    public int DoneCount => StoredCount + LostCount;
}
