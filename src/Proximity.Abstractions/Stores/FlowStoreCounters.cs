namespace Proximity.Stores;

/// <summary>
/// What became of flows on their way from a proxy into its store, of one moment. At the bounds the text index goes first, then bodies, then
/// flows: each is counted here.
/// </summary>
/// <remarks>
/// Of every flow it is known where it is: those that have ended and those that were found in the spool are together those that are stored,
/// dropped, lost, waiting in memory and waiting in the spool.
/// </remarks>
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

    /// <summary>
    /// How many flows were dropped because too many or too much waited. With a spool that is when it is full, or its disk fails, and too
    /// much waits in memory as well; one that alone is larger than the spool may be is dropped, too.
    /// </summary>
    public long DroppedFlows { get; init; }

    /// <summary>
    /// How many flows were lost because the store failed, or did not take them before the proxy had stopped and no spool did, or because
    /// what was in the spool cannot be read (<see cref="SpoolDamagedFlows"/>).
    /// </summary>
    public long LostFlows { get; init; }

    /// <summary>How often a batch was tried again.</summary>
    public long Retries { get; init; }

    /// <summary>How many flows wait in memory, those among them that the store is taking.</summary>
    public int WaitingFlows { get; init; }

    /// <summary>What flows hold that wait in memory, in bytes.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>How many flows of this run went into the spool (<see cref="FlowStoreOptions.SpoolFolder"/>).</summary>
    public long SpooledFlows { get; init; }

    /// <summary>How many flows an earlier run had left in the spool, damaged ones included.</summary>
    public long SpoolFoundFlows { get; init; }

    /// <summary>How many flows wait in the spool. Once the proxy has stopped, the next run that has the folder delivers them.</summary>
    public long SpoolWaitingFlows { get; init; }

    /// <summary>What the files of the spool take, in bytes.</summary>
    public long SpoolWaitingBytes { get; init; }

    /// <summary>How many flows of the spool cannot be read. They count as lost (<see cref="LostFlows"/>).</summary>
    public long SpoolDamagedFlows { get; init; }

    /// <summary>
    /// What the disk of the spool said when it failed the last time; null while it never did, and once it takes flows again.
    /// </summary>
    public string? SpoolProblem { get; init; }

    /// <summary>What the store said when it failed the last time; null while it never did, and once it takes flows again.</summary>
    public string? Problem { get; init; }
}
