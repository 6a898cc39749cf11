using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

/// <summary>A memory that says what the test wants, and counts what is done about it.</summary>
internal sealed class FakeMemory : IProcessMemory
{
    public long AllocatedBytes { get; set; }

    public long HeapBytes { get; set; }

    public long CommittedBytes { get; set; }

    /// <summary>What a collection in the background leaves.</summary>
    public long LiveBytes { get; set; }

    public int Sweeps { get; private set; }

    public int Compactions { get; private set; }

    public void Sweep()
    {
        Sweeps++;
        HeapBytes = LiveBytes;
    }

    public void Compact()
    {
        Compactions++;
        HeapBytes = CommittedBytes = LiveBytes;
    }
}
