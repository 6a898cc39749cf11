using Microsoft.Extensions.Time.Testing;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class MemoryTrimTests : IDisposable
{
    private const long Megabyte = 1024 * 1024;

    private readonly FakeTimeProvider time = new();
    private readonly FakeMemory memory = new()
    {
        AllocatedBytes = 50 * Megabyte,
        HeapBytes = Megabyte,
        LiveBytes = Megabyte,
        CommittedBytes = 2 * Megabyte,
    };
    private readonly MemoryTrim trim;

    public MemoryTrimTests() => trim = new MemoryTrim(time, memory);

    public void Dispose() => trim.Dispose();

    [Fact]
    public void Burst_IsFollowedByOneCompactionOnceItIsOver()
    {
        Pass(10 * Megabyte);
        Pass(10 * Megabyte);
        Assert.Equal(0, memory.Compactions);

        Pass(1000);
        Assert.Equal((0, 1), (memory.Sweeps, memory.Compactions));

        Pass(1000);
        Pass(1000);
        Assert.Equal(1, memory.Compactions);
    }

    [Fact]
    public void QuietProcess_IsCompactedOnceMore_WhenSpareBuffersAreDropped()
    {
        Pass(10 * Megabyte);
        Pass(0);
        for (int look = 0; look < MemoryTrim.LooksToLast; look++)
        {
            Assert.Equal(1, memory.Compactions);
            Pass(0);
        }

        for (int look = 0; look < 10; look++)
        {
            Assert.Equal(2, memory.Compactions);
            Pass(0);
        }
    }

    [Fact]
    public void LittleAllocatedSince_IsNotWorthACollection()
    {
        for (int interval = 0; interval < 8; interval++)
        {
            Pass(200 * 1024);
        }

        Assert.Equal((0, 0), (memory.Sweeps, memory.Compactions));
    }

    [Fact]
    public void LargeHeapOfGarbage_IsSweptInTheBackground_ThenCompacted()
    {
        memory.HeapBytes = 400 * Megabyte;
        Pass(400 * Megabyte);
        Pass(0);
        Assert.Equal((1, 0), (memory.Sweeps, memory.Compactions));

        Pass(0);
        Assert.Equal((1, 1), (memory.Sweeps, memory.Compactions));
    }

    [Fact]
    public void LargeHeapThatIsInUse_IsSweptOnce_AndNeverCompacted()
    {
        memory.HeapBytes = memory.LiveBytes = 400 * Megabyte;
        Pass(400 * Megabyte);
        for (int interval = 0; interval < 10; interval++)
        {
            Pass(0);
        }

        Assert.Equal((1, 0), (memory.Sweeps, memory.Compactions));
    }

    [Fact]
    public void ProcessThatIsNeverQuiet_IsLookedAtAfterAMinute_WhenItHasGrown()
    {
        memory.HeapBytes = memory.CommittedBytes = 400 * Megabyte;
        for (int look = 0; look < MemoryTrim.BusyLooks; look++)
        {
            Assert.Equal(0, memory.Sweeps);
            Pass(Megabyte);
        }

        Assert.Equal(1, memory.Sweeps);
        Pass(Megabyte);
        Assert.Equal(1, memory.Compactions);
    }

    [Fact]
    public void BusyProcessOfSteadySize_IsLeftAlone()
    {
        for (int look = 0; look < 3 * MemoryTrim.BusyLooks; look++)
        {
            Pass(Megabyte);
        }

        Assert.Equal((0, 0), (memory.Sweeps, memory.Compactions));
    }

    private void Pass(long bytes)
    {
        memory.AllocatedBytes += bytes;
        time.Advance(MemoryTrim.Interval);
    }
}
