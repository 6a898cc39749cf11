using Microsoft.Extensions.Time.Testing;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class MemoryTrimTests : IDisposable
{
    private const long Megabyte = 1024 * 1024;

    private readonly FakeTimeProvider time = new();
    private readonly MemoryTrim trim;
    private long allocated = 50 * Megabyte;
    private long heap = Megabyte;
    private int collections;

    public MemoryTrimTests() => trim = new MemoryTrim(time, () => allocated, () => heap, () => collections++);

    public void Dispose() => trim.Dispose();

    [Fact]
    public void Burst_IsFollowedByOneCollectionOnceItIsOver()
    {
        Pass(10 * Megabyte);
        Pass(10 * Megabyte);
        Assert.Equal(0, collections);

        Pass(1000);
        Assert.Equal(1, collections);

        Pass(1000);
        Pass(1000);
        Assert.Equal(1, collections);
    }

    [Fact]
    public void LittleAllocatedSince_IsNotWorthACollection()
    {
        for (int interval = 0; interval < 8; interval++)
        {
            Pass(200 * 1024);
        }

        Assert.Equal(0, collections);
    }

    [Fact]
    public void LargeHeap_IsLeftAlone()
    {
        heap = 200 * Megabyte;
        Pass(10 * Megabyte);
        Pass(0);
        Assert.Equal(0, collections);
    }

    private void Pass(long bytes)
    {
        allocated += bytes;
        time.Advance(MemoryTrim.Interval);
    }
}
