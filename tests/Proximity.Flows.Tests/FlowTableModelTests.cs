using CsCheck;

namespace Proximity.Flows.Tests;

public class FlowTableModelTests
{
    private static readonly Gen<long[]> LoadedIds = Gen.Long[1, 30].Array[0, 12];

    /// <summary>An operation: null adds a flow, an empty array clears, other ids are loaded.</summary>
    private static readonly Gen<long[]?> Operation = Gen.Frequency(
        (20, Gen.Const((long[]?)null)),
        (1, Gen.Const((long[]?)[])),
        (2, LoadedIds.Select(ids => (long[]?)ids)));

    [Fact]
    public void AnyOperations_AgreeWithSimpleList() =>
        Gen.Select(Gen.Int[1, 20], Operation.Array[0, 80]).Sample((capacity, operations) =>
        {
            FlowTable table = new(capacity);
            List<long> model = [];
            long nextId = 1;
            foreach (long[]? operation in operations)
            {
                nextId = Apply(table, model, nextId, operation);
                if (!Agree(table, model))
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public async Task FlowsAddedByManyThreads_LeaveExactlyTheNewest()
    {
        const int Threads = 8;
        const int Each = 20_000;
        const int Capacity = 1000;
        FlowTable table = new(Capacity);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                table.Add(FlowTableTests.NewFlow());
            }
        })));

        Assert.Equal(Enumerable.Range((Threads * Each) - Capacity + 1, Capacity).Select(id => (long)id), FlowTableTests.Ids(table));
    }

    [Fact]
    public async Task EnumerationWhileFlowsAreAdded_IsAlwaysTheNewestInOrder()
    {
        const int Capacity = 100;
        FlowTable table = new(Capacity);
        Task adding = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                table.Add(FlowTableTests.NewFlow());
            }
        })));

        do
        {
            long[] ids = [.. FlowTableTests.Ids(table)];
            long first = ids.Length == 0 ? 1 : ids[0];
            Assert.Equal(Enumerable.Range(0, ids.Length).Select(i => first + i), ids);
            Assert.True(ids.Length == Capacity || first == 1);
        }
        while (!adding.IsCompleted);

        await adding;
    }

    [Fact]
    public async Task AddClearAndLoadAtOnce_NeverShowAnImpossibleTable()
    {
        FlowTable table = new(50);
        Task changing = Task.WhenAll(
            Task.Run(() => Repeat(50_000, () => table.Add(FlowTableTests.NewFlow()))),
            Task.Run(() => Repeat(500, table.Clear)),
            Task.Run(() => Repeat(500, () => table.ReplaceAll([FlowTableTests.NewFlow(7), FlowTableTests.NewFlow(70)]))));

        do
        {
            long[] ids = [.. FlowTableTests.Ids(table)];
            Assert.InRange(ids.Length, 0, 50);
            Assert.Equal(ids.Distinct().Order(), ids);
            Assert.True(!table.TryGet(7, out Flow? flow) || flow.Id == 7);
        }
        while (!changing.IsCompleted);

        await changing;
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    private static long Apply(FlowTable table, List<long> model, long nextId, long[]? operation)
    {
        switch (operation)
        {
            case null:
                table.Add(FlowTableTests.NewFlow());
                model.Add(nextId++);
                break;
            case { Length: 0 }:
                table.Clear();
                model.Clear();
                nextId = 1;
                break;
            default:
                table.ReplaceAll([.. operation.Select(FlowTableTests.NewFlow)]);
                model.Clear();
                model.AddRange(operation.Distinct().Order());
                nextId = operation.Max() + 1;
                break;
        }

        model.RemoveRange(0, Math.Max(0, model.Count - table.Capacity));
        return nextId;
    }

    private static bool Agree(FlowTable table, List<long> model) =>
        table.Count == model.Count
        && FlowTableTests.Ids(table).SequenceEqual(model)
        && Enumerable.Range(-1, 120).All(id => table.TryGet(id, out Flow? flow) ? model.Contains(id) && flow.Id == id : !model.Contains(id));
}
