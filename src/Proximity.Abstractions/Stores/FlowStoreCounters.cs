namespace Proximity.Stores;

/// <summary>
/// What became of flows on their way from a proxy into its store, of one moment. At the bounds the text index goes first, then bodies, then
/// flows: each is counted here.
/// </summary>
public sealed record FlowStoreCounters
{
    /// <summary>How many flows the store has taken.</summary>
    public long StoredFlows { get; init; }

    /// <summary>In how many batches.</summary>
    public long Batches { get; init; }

    /// <summary>How many of them it was asked to leave out of its text index, because too many waited.</summary>
    public long FlowsWithoutTextIndex { get; init; }

    /// <summary>How many flows went without their bodies (<see cref="Flows.NotKeptReason.StoreBusy"/>), because too much waited.</summary>
    public long FlowsWithoutBodies { get; init; }

    /// <summary>How many flows were dropped because too many or too much waited.</summary>
    public long DroppedFlows { get; init; }

    /// <summary>How many flows were lost because the store failed, or did not take them before the proxy had stopped.</summary>
    public long LostFlows { get; init; }

    /// <summary>How often a batch was tried again.</summary>
    public long Retries { get; init; }

    /// <summary>How many flows wait, those among them that the store is taking.</summary>
    public int WaitingFlows { get; init; }

    /// <summary>What they hold, in bytes.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>What the store said when it failed the last time; null while it never did, and once it takes flows again.</summary>
    public string? Problem { get; init; }
}
