using Proximity.Inspector.Live;

namespace Proximity.Inspector.Tests.Live;

/// <summary>What views of many flows take. Nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(ViewMemoryTests), DisableParallelization = true)]
[Collection(nameof(ViewMemoryTests))]
public class ViewMemoryTests
{
    [Fact]
    public void MillionNumbers_TakeLittleMoreThan8Megabytes()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var list = new SequenceList();
        for (long page = 1000; page > 0; page--)
        {
            list.AddFirst([.. Enumerable.Range(0, 1000).Select(i => (page * 1000) + i)]);
        }

        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(1_000_000, list.Count);
        Assert.InRange(taken, 7_900_000, 8_600_000);
    }
}
