namespace Proximity.Cli.Running;

/// <summary>
/// Gives memory back to the system when a burst is over. What connections leave behind is garbage that the runtime keeps until it needs
/// the room, which an idle proxy never does.
/// <para>
/// It looks when little has been allocated for an interval, and once a minute where the heap has outgrown what it was after the last
/// time. A heap that seems large is first collected in the background, which holds nothing up; then its true size is known. One that is
/// small, garbage left out, is compacted and given back in one short pause. One that is large stays as it is. Half a minute later, once
/// the proxy has dropped its spare buffers too, a quiet process is compacted once more.
/// </para>
/// </summary>
internal sealed class MemoryTrim : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>After so many looks without a quiet one, a heap that has grown is looked at all the same.</summary>
    public const int BusyLooks = 12;

    /// <summary>So many looks after a compaction comes the last one.</summary>
    public const int LooksToLast = 6;

    /// <summary>Less than this allocated within an interval is quiet.</summary>
    private const long QuietBytes = 256 * 1024;

    /// <summary>Less than this allocated since the last time is not worth it.</summary>
    private const long WorthBytes = 4 * 1024 * 1024;

    /// <summary>Compacting a larger heap would hold traffic up for too long.</summary>
    private const long MaxHeapBytes = 128 * 1024 * 1024;

    /// <summary>A busy process may keep so much more than it had.</summary>
    private const long BusyGrowthBytes = 128 * 1024 * 1024;

    private readonly ITimer timer;
    private readonly IProcessMemory memory;
    private long allocatedBefore;
    private long allocatedAtTrim;
    private long committedAtTrim;
    private int looks;
    private int looksToLast;
    private bool isSwept;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="memory">The process's memory.</param>
    public MemoryTrim(TimeProvider timeProvider, IProcessMemory memory)
    {
        this.memory = memory;
        allocatedBefore = allocatedAtTrim = memory.AllocatedBytes;
        committedAtTrim = memory.CommittedBytes;
        timer = timeProvider.CreateTimer(static state => ((MemoryTrim)state!).Look(), this, Interval, Interval);
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = memory.AllocatedBytes;
        var isQuiet = now - allocatedBefore < QuietBytes;
        allocatedBefore = now;
        looks++;
        CompactLast(isQuiet);
        var isDue = isQuiet || (looks >= BusyLooks && memory.CommittedBytes - committedAtTrim >= BusyGrowthBytes);
        if (!isSwept && (!isDue || now - allocatedAtTrim < WorthBytes))
        {
            return;
        }

        if (memory.HeapBytes > MaxHeapBytes && !isSwept)
        {
            memory.Sweep();
            isSwept = true;
            return;
        }

        if (memory.HeapBytes <= MaxHeapBytes)
        {
            memory.Compact();
            looksToLast = LooksToLast;
        }

        (isSwept, looks, allocatedAtTrim, committedAtTrim) = (false, 0, now, memory.CommittedBytes);
    }

    /// <summary>Until the process is quiet it waits.</summary>
    private void CompactLast(bool isQuiet)
    {
        if (looksToLast > 1)
        {
            looksToLast--;
        }
        else if (looksToLast == 1 && isQuiet && memory.HeapBytes <= MaxHeapBytes)
        {
            looksToLast = 0;
            memory.Compact();
        }
    }
}
