using Proximity.Filters;

namespace Proximity.Flows.Tests;

/// <summary>Flows that are left out when they have ended.</summary>
public class FlowTableKeepTests
{
    [Fact]
    public void WhatDoesNotMatch_GoesWhenItHasEnded()
    {
        FlowTable table = Table("path:/kept");
        Flow kept = Begin(table, "/kept");
        Flow other = Begin(table, "/other");
        Flow last = Begin(table, "/kept/too");
        Assert.Equal(3, table.Count);

        Complete(table, kept, other, last);

        Assert.Equal([1L, 3], table.Select(flow => flow.Id));
        Assert.False(table.TryGet(2, out _));
        Assert.True(table.TryGet(3, out Flow? found));
        Assert.Same(last, found);
        Assert.Equal(0, table.PrunedCount);
    }

    [Fact]
    public void WhatGoes_TakesItsBytesAlong_AndItsIdIsNotGivenAgain()
    {
        FlowTable table = Table("path:/kept");
        Flow other = Begin(table, "/other");
        other.SetBody(BodySide.Request, FlowBody.Whole(new byte[1000]));
        Complete(table, other);

        Assert.Equal((0, 0L), (table.Count, table.Bytes));
        Assert.Equal(2, Begin(table, "/kept").Id);
    }

    [Fact]
    public void LongExchange_StaysWhileOthersGo()
    {
        FlowTable table = Table("path:/kept", capacity: 4);
        Flow first = Begin(table, "/kept");
        for (int i = 0; i < 50; i++)
        {
            Complete(table, Begin(table, "/other"));
        }

        Complete(table, first);

        Assert.Equal([1L], table.Select(flow => flow.Id));
        Assert.Equal(0, table.PrunedCount);
    }

    [Fact]
    public void AnyOrderOfEndings_LeavesWhatMatches_InTheOrderOfIds()
    {
        FlowTable table = Table("path:/kept", capacity: 64);
        var random = new Random(5);
        List<(long Id, bool IsKept)> begun = [];
        List<Flow> open = [];
        for (int step = 0; step < 2000; step++)
        {
            if (open.Count < 8 || random.Next(2) == 0)
            {
                bool isKept = random.Next(3) == 0;
                open.Add(Begin(table, isKept ? "/kept" : "/other"));
                begun.Add((open[^1].Id, isKept));
            }
            else
            {
                int index = random.Next(open.Count);
                Complete(table, open[index]);
                open.RemoveAt(index);
            }

            long[] ids = [.. table.Select(flow => flow.Id)];
            Assert.Equal(ids.Order(), ids);
            Assert.All(ids, id => Assert.True(table.TryGet(id, out Flow? found) && found.Id == id));
        }

        open.ForEach(flow => Complete(table, flow));
        Assert.Equal(begun.Where(flow => flow.IsKept).Select(flow => flow.Id).TakeLast(table.Count), table.Select(flow => flow.Id));
        Assert.Equal(begun.Count, begun[^1].Id);
    }

    [Fact]
    public void FilterThatThrows_KeepsTheFlow()
    {
        var table = new FlowTable(10) { Keeps = new ThrowingFilter() };

        Complete(table, Begin(table, "/"));

        Assert.Single(table);
    }

    private static FlowTable Table(string filter, int capacity = 10) => new(capacity) { Keeps = Filter.Parse(filter) };

    private static Flow Begin(FlowTable table, string path)
    {
        var flow = new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", Messages.Request($"GET http://host.example{path} HTTP/1.1\r\n\r\n"));
        table.Add(flow);
        return flow;
    }

    private static void Complete(FlowTable table, params Flow[] flows)
    {
        foreach (Flow flow in flows)
        {
            flow.Completed = true;
            flow.NoteEnd();
            table.Complete(flow);
        }
    }

    private sealed class ThrowingFilter : Proximity.Stores.IFlowFilter
    {
        public bool ReadsBodies => false;

        public bool? Evaluate(FlowSnapshot flow) => throw new InvalidOperationException("on purpose");
    }
}
