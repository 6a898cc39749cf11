namespace Proximity.Stores;

/// <summary>What went.</summary>
/// <param name="Flows">How many flows.</param>
/// <param name="Bytes">By how many bytes the store is smaller, or will be: a file gives space back to itself first.</param>
public readonly record struct FlowsPruned(long Flows, long Bytes);
