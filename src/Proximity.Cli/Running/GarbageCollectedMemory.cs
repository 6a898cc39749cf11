namespace Proximity.Cli.Running;

/// <summary>This process's.</summary>
internal sealed class GarbageCollectedMemory : IProcessMemory
{
    public long AllocatedBytes => GC.GetTotalAllocatedBytes(precise: false);

    public long HeapBytes
    {
        get
        {
            GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
            return last.HeapSizeBytes - last.FragmentedBytes;
        }
    }

    public long CommittedBytes => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    public void Sweep() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);

    public void Compact() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
