using System.Runtime.CompilerServices;

namespace Proximity.Flows.Tests;

public class FlowTableTests
{
    [Fact]
    public void NewTable_IsEmpty()
    {
        FlowTable table = new(3);

        Assert.Equal(3, table.Capacity);
        Assert.Empty(table);
        Assert.False(table.TryGet(1, out _));
    }

    [Fact]
    public void AddedFlows_AreNumberedFromOne()
    {
        FlowTable table = Filled(capacity: 3, added: 2);

        Assert.Equal([1, 2], Ids(table));
    }

    [Fact]
    public void FullTable_DropsTheOldest()
    {
        FlowTable table = Filled(capacity: 3, added: 5);

        Assert.Equal(3, table.Count);
        Assert.Equal([3, 4, 5], Ids(table));
        Assert.False(table.TryGet(2, out _));
        Assert.True(table.TryGet(3, out Flow? third));
        Assert.Equal(3, third.Id);
    }

    [Fact]
    public void PrunedFlows_AreCountedUntilTheTableIsClearedOrLoaded()
    {
        FlowTable table = Filled(capacity: 3, added: 5);
        Assert.Equal(2, table.PrunedCount);

        table.ReplaceAll([.. Filled(capacity: 10, added: 7)]);
        Assert.Equal(4, table.PrunedCount);
        table.Add(NewFlow());
        Assert.Equal(5, table.PrunedCount);

        table.Clear();
        Assert.Equal(0, table.PrunedCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void EveryCapacity_HoldsExactlyAtEveryStep(int capacity)
    {
        FlowTable table = new(capacity);
        for (long id = 1; id <= (2 * capacity) + 1; id++)
        {
            table.Add(NewFlow());
            Assert.Equal(Math.Min(id, capacity), table.Count);
            Assert.True(table.TryGet(id, out _));
            Assert.Equal(id > capacity, !table.TryGet(Math.Max(id - capacity, 1), out _));
        }

        Assert.Equal(Enumerable.Range(capacity + 2, capacity).Select(id => (long)id), Ids(table));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void UnknownId_IsNotFound(long id)
    {
        FlowTable table = Filled(capacity: 5, added: 3);

        Assert.False(table.TryGet(id, out Flow? flow));
        Assert.Null(flow);
    }

    [Fact]
    public void ClearedTable_StartsAtOneAgain()
    {
        FlowTable table = Filled(capacity: 3, added: 5);

        table.Clear();

        Assert.Empty(table);
        Assert.False(table.TryGet(5, out _));
        table.Add(NewFlow());
        Assert.Equal([1], Ids(table));
    }

    [Fact]
    public void LoadedFlows_ReplaceAllAndNumberOn()
    {
        FlowTable table = Filled(capacity: 5, added: 3);

        table.ReplaceAll([NewFlow(40), NewFlow(7)]);

        Assert.Equal([7, 40], Ids(table));
        Assert.False(table.TryGet(1, out _));
        table.Add(NewFlow());
        Assert.Equal([7, 40, 41], Ids(table));
    }

    [Fact]
    public void LoadedIdsWithGaps_AreAllKeptUntilPruned()
    {
        FlowTable table = new(3);
        table.ReplaceAll([NewFlow(1), NewFlow(1001)]);

        table.Add(NewFlow());
        Assert.Equal([1, 1001, 1002], Ids(table));

        table.Add(NewFlow());
        Assert.Equal([1001, 1002, 1003], Ids(table));
        Assert.False(table.TryGet(1, out _));
        Assert.False(table.TryGet(500, out _));
        Assert.True(table.TryGet(1001, out _));
        Assert.True(table.TryGet(1003, out _));
    }

    [Fact]
    public void MoreLoadedThanFit_KeepsTheNewestIds()
    {
        FlowTable table = new(2);

        table.ReplaceAll([NewFlow(9), NewFlow(3), NewFlow(5)]);

        Assert.Equal([5, 9], Ids(table));
        table.Add(NewFlow());
        Assert.Equal([9, 10], Ids(table));
    }

    [Fact]
    public void RepeatedLoadedId_KeepsTheLast()
    {
        FlowTable table = new(3);
        Flow last = NewFlow(2);

        table.ReplaceAll([NewFlow(2), NewFlow(1), last]);

        Assert.Equal([1, 2], Ids(table));
        Assert.True(table.TryGet(2, out Flow? found));
        Assert.Same(last, found);
    }

    [Fact]
    public void NothingLoaded_StartsAtOneAgain()
    {
        FlowTable table = Filled(capacity: 3, added: 3);

        table.ReplaceAll([]);

        table.Add(NewFlow());
        Assert.Equal([1], Ids(table));
    }

    [Fact]
    public void Enumeration_IsSnapshot()
    {
        FlowTable table = Filled(capacity: 3, added: 3);
        using IEnumerator<Flow> enumerator = table.GetEnumerator();

        table.Add(NewFlow());
        table.Clear();

        List<long> seen = [];
        while (enumerator.MoveNext())
        {
            seen.Add(enumerator.Current.Id);
        }

        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void PrunedFlows_AreCollectable()
    {
        FlowTable table = new(2);
        WeakReference first = LoadTwo(table);

        table.Add(NewFlow());
        GC.Collect();

        Assert.False(first.IsAlive);
        GC.KeepAlive(table);
    }

    [Fact]
    public void LargeCapacity_AllocatesNothingAhead()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        FlowTable table = new(int.MaxValue);
        table.Add(NewFlow());

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void CapacityBelowOne_IsRefused(int capacity) => Assert.Throws<ArgumentOutOfRangeException>(() => new FlowTable(capacity));

    internal static Flow NewFlow(long id = 0) => new(DateTimeOffset.UnixEpoch, "127.0.0.1", new ProxyRequest("GET", "/")) { Id = id };

    internal static IEnumerable<long> Ids(FlowTable table) => table.Select(flow => flow.Id);

    private static FlowTable Filled(int capacity, int added)
    {
        FlowTable table = new(capacity);
        for (int i = 0; i < added; i++)
        {
            table.Add(NewFlow());
        }

        return table;
    }

    // Not inlined: a debug build keeps what stands in the caller's frame alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadTwo(FlowTable table)
    {
        Flow first = NewFlow(1);
        table.ReplaceAll([first, NewFlow(2)]);
        return new WeakReference(first);
    }
}
