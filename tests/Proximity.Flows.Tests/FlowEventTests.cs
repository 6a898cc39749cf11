using System.Text;
using Proximity.Protocol;
using Proximity.TestsOfAll;

namespace Proximity.Flows.Tests;

public class FlowEventTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EventsOfAFlow_ComeInTheirOrder()
    {
        FlowTable table = new(10);
        await using Follower follower = Follower.Of(table);
        Flow flow = Begin(table);
        Finish(flow, "body");
        table.Clear();
        table.EndWaiting();
        List<FlowEvent> all = await follower.RestAsync();

        Assert.Equal(
            [
                nameof(FlowStarted), nameof(RequestHeadRecorded), nameof(ResponseHeadRecorded), nameof(BodyBegan),
                nameof(BodyChunkRecorded), nameof(BodyEnded), nameof(FlowEnded), nameof(FlowRemoved),
            ],
            all.Select(happened => happened.GetType().Name));
        Assert.Equal(all.Select(happened => happened.Sequence).Order().Distinct(), all.Select(happened => happened.Sequence));
        Assert.All(all, happened => Assert.Equal((1, true), (happened.FlowId, happened.Time > DateTimeOffset.UnixEpoch)));
        Assert.True(((FlowRemoved)all[^1]).IsForgotten);
    }

    [Fact]
    public async Task FlowThatBeganBefore_IsLeftOut()
    {
        FlowTable table = new(10);
        Flow before = Begin(table);
        await using Follower follower = Follower.Of(table);
        Finish(before, "unseen");
        Finish(Begin(table), "seen");
        table.EndWaiting();

        Assert.All(await follower.RestAsync(), happened => Assert.Equal(2, happened.FlowId));
    }

    [Fact]
    public void NobodyReads_NothingIsMade()
    {
        FlowTable table = new(10);
        Flow flow = Begin(table);
        var recorder = new BodyRecorder(new BufferPool());
        recorder.Begin(new BodyRecording(flow, BodySide.Response, [], 1 << 18, -1));
        recorder.Append(new byte[5000], isLast: false);
        long allocated = Allocations.OfRound(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                recorder.Append("x"u8, isLast: false);
                flow.NoteChange();
            }
        });

        Assert.Equal(0, allocated);
        recorder.End(isWhole: false);
    }

    [Fact]
    public async Task ChunksNotWanted_NoneComes_AndNoneIsCopied()
    {
        FlowTable table = new(10);
        await using Follower follower = Follower.Of(table, new FlowEventOptions { BodyChunks = false });
        Flow flow = Begin(table);
        Assert.False(flow.Follower!.AreChunksWanted);
        Finish(flow, "body");
        table.EndWaiting();

        Assert.DoesNotContain(await follower.RestAsync(), happened => happened is BodyChunkRecorded);
    }

    [Fact]
    public async Task FlowThatMadeRoom_GoesOn()
    {
        FlowTable table = new(1);
        await using Follower follower = Follower.Of(table);
        Flow slow = Begin(table);
        Begin(table);
        Finish(slow, "late");
        table.EndWaiting();
        FlowEvent[] first = [.. (await follower.RestAsync()).Where(happened => happened.FlowId == 1)];

        Assert.IsType<FlowEnded>(first[^1]);
        Assert.False(Assert.Single(first.OfType<FlowRemoved>()).IsForgotten);
        Assert.Equal("late", Text(Fold(first).Response!.Body));
        Assert.True(Fold(first).IsRemoved);
    }

    [Fact]
    public async Task ClearedTable_ForgetsFlowsThatGoOn_AlsoThoseThatMadeRoom()
    {
        FlowTable table = new(1);
        await using Follower follower = Follower.Of(table);
        Flow pruned = Begin(table);
        Flow kept = Begin(table);
        table.Clear();
        Begin(table);
        Finish(pruned, "late");
        Finish(kept, "late");
        table.EndWaiting();
        List<FlowEvent> all = await follower.RestAsync();

        Assert.Equal([2, 1], all.OfType<FlowRemoved>().Where(removed => removed.IsForgotten).Select(removed => removed.FlowId));
        Assert.DoesNotContain(all, happened => happened is FlowEnded);
        Assert.IsType<RequestHeadRecorded>(all[^1]);
    }

    [Fact]
    public async Task LoadedFlow_ComesAsAWhole()
    {
        FlowTable table = new(10);
        await using Follower follower = Follower.Of(table);
        table.ReplaceAll([FlowTableTests.NewFlow(7)]);
        table.EndWaiting();
        FlowEvent only = Assert.Single(await follower.RestAsync());

        Assert.Equal((7, 7), (Assert.IsType<FlowLoaded>(only).Flow.Id, only.FlowId));
        Assert.Equal(7, Fold([only]).Id);
    }

    [Fact]
    public async Task BodiesThatMakeRoom_AreToldAndFolded()
    {
        FlowTable table = new(10, maxBytes: 300);
        await using Follower follower = Follower.Of(table);
        for (int i = 0; i < 4; i++)
        {
            Finish(Begin(table), new string('x', 60));
        }

        table.EndWaiting();
        List<FlowEvent> all = await follower.RestAsync();

        Assert.NotEmpty(all.OfType<BodyDropped>());
        Assert.All(table, flow => Assert.Equal(
            SameFlow.Text(flow.Snapshot()),
            SameFlow.Text(Fold(all.Where(happened => happened.FlowId == flow.Id)))));
    }

    [Fact]
    public async Task ConsumerThatLeaves_IsGone()
    {
        FlowTable table = new(10);
        await using (Follower.Of(table))
        {
            Assert.NotNull(Begin(table).Follower);
        }

        Assert.Null(Begin(table).Follower);
    }

    [Fact]
    public async Task CancelledConsumer_ThrowsAndIsGone()
    {
        FlowTable table = new(10);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using IAsyncEnumerator<FlowEvent> reader = table.EventsAsync(enough.Token).GetAsyncEnumerator(Cancelled);
        Task<bool> waiting = reader.MoveNextAsync().AsTask();
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Null(Begin(table).Follower);
    }

    [Fact]
    public void FoldOfAnotherFlow_IsRefused()
    {
        FlowFold fold = new();
        fold.Apply(new FlowStarted { FlowId = 1, Timestamp = default, ClientIP = "" });

        Assert.Null(fold.Snapshot);
        Assert.Throws<ArgumentException>(() => fold.Apply(new FlowEnded { FlowId = 2 }));
        Assert.Throws<ArgumentException>(() => fold.Apply(new FlowEventsLost()));
    }

    internal static Flow Begin(FlowTable table)
    {
        Flow flow = FlowTableBytesTests.NewFlow();
        table.Add(flow);
        return flow;
    }

    internal static void Finish(Flow flow, string body)
    {
        flow.Response = Messages.Response("HTTP/1.1 200 OK\r\n\r\n");
        flow.Follower?.Publish(flow, FlowEvents.ResponseHead(flow));
        var recorder = new BodyRecorder(new BufferPool());
        recorder.Begin(new BodyRecording(flow, BodySide.Response, [], 1000, -1));
        recorder.Append(Encoding.ASCII.GetBytes(body), isLast: true);
        recorder.End(isWhole: true);
        flow.Completed = true;
        flow.NoteEnd();
        flow.Follower?.Publish(flow, FlowEvents.Ended(flow));
    }

    internal static FlowSnapshot Fold(IEnumerable<FlowEvent> events)
    {
        FlowFold fold = new();
        foreach (FlowEvent happened in events)
        {
            fold.Apply(happened);
        }

        return fold.Snapshot!;
    }

    private static string Text(FlowBody body) => Encoding.ASCII.GetString(body.Bytes.Span);
}
