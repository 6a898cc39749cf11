namespace Proximity.Cli.Running;

/// <summary>
/// Gives memory back to the system when a burst is over: what connections leave behind while they are made is garbage that the runtime would keep until it needs the room, which an idle
/// proxy never does. One collection, when little has been allocated for an interval; not on a large heap, where it would be felt.
/// </summary>
internal sealed class MemoryTrim : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Less than this allocated within an interval is quiet.</summary>
    private const long QuietBytes = 256 * 1024;

    /// <summary>Less than this allocated since the last time is not worth it.</summary>
    private const long WorthBytes = 4 * 1024 * 1024;

    /// <summary>On a heap larger than this a collection would hold traffic up for too long.</summary>
    private const long MaxHeapBytes = 128 * 1024 * 1024;

    private readonly ITimer timer;
    private readonly Func<long> allocated;
    private readonly Func<long> heap;
    private readonly Action collect;
    private long allocatedBefore;
    private long allocatedAtTrim;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="allocated">The bytes allocated so far.</param>
    /// <param name="heap">The heap's size in bytes.</param>
    /// <param name="collect">Collects, and gives back what is free.</param>
    public MemoryTrim(TimeProvider timeProvider, Func<long> allocated, Func<long> heap, Action collect)
    {
        this.allocated = allocated;
        this.heap = heap;
        this.collect = collect;
        allocatedBefore = allocatedAtTrim = allocated();
        timer = timeProvider.CreateTimer(static state => ((MemoryTrim)state!).Look(), this, Interval, Interval);
    }

    /// <summary>One of this process's memory.</summary>
    public static MemoryTrim OfThisProcess(TimeProvider timeProvider) => new(
        timeProvider,
        static () => GC.GetTotalAllocatedBytes(precise: false),
        static () => GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes,
        static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = allocated();
        var isQuiet = now - allocatedBefore < QuietBytes;
        allocatedBefore = now;
        if (isQuiet && now - allocatedAtTrim >= WorthBytes && heap() <= MaxHeapBytes)
        {
            collect();
            allocatedAtTrim = now;
        }
    }
}
