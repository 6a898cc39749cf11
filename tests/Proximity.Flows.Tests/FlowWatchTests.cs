using System.Text;
using Proximity.Filters;
using Proximity.TestsOfAll;

namespace Proximity.Flows.Tests;

public class FlowWatchTests
{
    private readonly CancellationTokenSource enough
        = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task EveryChange_IsSeenInItsOrder()
    {
        FlowTable table = new(10);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        Flow flow = FlowTableBytesTests.NewFlow();
        table.Add(flow);
        flow.Response = Messages.Response("HTTP/1.1 200 OK\r\nA: b\r\n\r\n");
        flow.NoteChange();
        flow.SetBody(BodySide.Response, FlowBody.Whole("body"u8.ToArray()));
        flow.NoteChange();
        flow.Completed = true;
        flow.NoteChange();
        table.Clear();

        Assert.True(await first);
        FlowSnapshot started = watcher.Current;
        FlowSnapshot head = await NextAsync(watcher);
        FlowSnapshot body = await NextAsync(watcher);
        FlowSnapshot completed = await NextAsync(watcher);
        FlowSnapshot removed = await NextAsync(watcher);
        FlowSnapshot[] all = [started, head, body, completed, removed];
        Assert.Equal([1, 2, 3, 4, 5], all.Select(seen => seen.Sequence));
        Assert.Equal([false, false, false, false, true], all.Select(seen => seen.IsRemoved));
        Assert.Equal([false, false, false, true, true], all.Select(seen => seen.Completed));
        Assert.All(all, seen => Assert.Equal((1, 0), (seen.Id, seen.Dropped)));
        Assert.Null(started.Response);
        Assert.Equal([new("A", "b")], head.Response!.Headers);
        Assert.Equal(FlowBodyState.None, head.Response.Body.State);
        Assert.Equal("body", Encoding.ASCII.GetString(body.Response!.Body.Bytes.Span));
    }

    [Fact]
    public async Task SlowWatcher_LosesTheOldest_AndKnowsHowMany()
    {
        FlowTable table = new(1000);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        table.Add(FlowTableBytesTests.NewFlow());
        Assert.True(await first);
        for (int i = 0; i < FlowWatchers.MostWaiting + 44; i++)
        {
            table.Add(FlowTableBytesTests.NewFlow());
        }

        FlowSnapshot next = await NextAsync(watcher);
        Assert.Equal((44, 46), (next.Dropped, next.Id));
        Assert.Equal((0, 47), ((await NextAsync(watcher)).Dropped, watcher.Current.Id));
    }

    [Fact]
    public async Task Filter_GivesOnlyWhatItMatches_OnceThatIsDecided()
    {
        FlowTable table = new(10);
        await using IAsyncEnumerator<FlowSnapshot> watcher
            = table.WatchAsync(Filter.Parse("status:404"), enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        foreach (int status in (int[])[200, 404])
        {
            Flow flow = FlowTableBytesTests.NewFlow();
            table.Add(flow);
            flow.Response = Messages.Response($"HTTP/1.1 {status} X\r\n\r\n");
            flow.NoteChange();
            flow.Completed = true;
            flow.NoteChange();
        }

        Assert.True(await first);
        Assert.Equal((2, false, 404), (watcher.Current.Id, watcher.Current.Completed, watcher.Current.Response?.Status));
        FlowSnapshot ended = await NextAsync(watcher);
        Assert.Equal((2, true), (ended.Id, ended.Completed));
    }

    [Fact]
    public async Task Filter_TellsWhatWasDroppedBeforeWhatItSkips()
    {
        FlowTable table = new(1000);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(Filter.Parse("id:1,100"), enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        table.Add(FlowTableBytesTests.NewFlow());
        Assert.True(await first);
        for (int i = 0; i < FlowWatchers.MostWaiting + 44; i++)
        {
            table.Add(FlowTableBytesTests.NewFlow());
        }

        Assert.Equal((44, 100), ((await NextAsync(watcher)).Dropped, watcher.Current.Id));
    }

    [Fact]
    public async Task CancelledWatcher_ThrowsAndIsGone()
    {
        FlowWatchers watchers = new();
        await using IAsyncEnumerator<FlowSnapshot> watcher = watchers.WatchAsync(enough.Token).GetAsyncEnumerator(enough.Token);
        Task<bool> waiting = watcher.MoveNextAsync().AsTask();
        Assert.False(watchers.IsEmpty);
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(watchers.IsEmpty);
    }

    [Fact]
    public async Task TableThatHasEnded_GivesWhatIsThere_AndEnds()
    {
        FlowTable table = new(10);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        table.Add(FlowTableBytesTests.NewFlow());
        table.EndWaiting();

        Assert.True(await first);
        Assert.False(await watcher.MoveNextAsync());
        await foreach (FlowSnapshot late in table.WatchAsync(enough.Token))
        {
            Assert.Fail($"{late.Id} came behind the end");
        }
    }

    [Fact]
    public async Task FlowsThatMakeRoom_AreSeenToGo()
    {
        FlowTable table = new(1);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        table.Add(FlowTableBytesTests.NewFlow());
        table.Add(FlowTableBytesTests.NewFlow());

        Assert.True(await first);
        Assert.Equal((1, true), ((await NextAsync(watcher)).Id, watcher.Current.IsRemoved));
        Assert.Equal((2, false), ((await NextAsync(watcher)).Id, watcher.Current.IsRemoved));
    }

    [Fact]
    public async Task LoadedFlows_AreSeen()
    {
        FlowTable table = new(10);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        table.ReplaceAll([FlowTableTests.NewFlow(7), FlowTableTests.NewFlow(9)]);

        Assert.True(await first);
        Assert.Equal(7, watcher.Current.Id);
        Assert.Equal(9, (await NextAsync(watcher)).Id);
    }

    [Fact]
    public async Task ManyWriters_EachWatcherSeesOneOrder()
    {
        const int Writers = 4;
        const int Each = 60;
        FlowTable table = new(1000);
        await using IAsyncEnumerator<FlowSnapshot> watcher = table.WatchAsync(enough.Token).GetAsyncEnumerator();
        ValueTask<bool> first = watcher.MoveNextAsync();
        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                table.Add(FlowTableBytesTests.NewFlow());
            }
        })));
        Assert.True(await first);
        for (long sequence = 1; sequence <= Writers * Each; sequence++)
        {
            Assert.Equal((sequence, 0), (watcher.Current.Sequence, watcher.Current.Dropped));
            if (sequence < Writers * Each)
            {
                await NextAsync(watcher);
            }
        }

        await writing;
    }

    [Fact]
    public void NobodyWatches_NothingIsMade()
    {
        FlowTable table = new(10);
        Flow flow = FlowTableBytesTests.NewFlow();
        table.Add(flow);
        flow.NoteChange();
        long sequence = flow.Snapshot().Sequence;
        int changes = 0;
        long allocated = Allocations.OfRound(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                flow.NoteChange();
            }

            changes += 1000;
        });

        Assert.Equal(0, allocated);
        Assert.Equal(sequence + changes, flow.Snapshot().Sequence);
    }

    [Fact]
    public void Snapshot_StaysAsItWas()
    {
        ProxyRequest request = Messages.Request("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        var flow = new Flow(DateTimeOffset.UnixEpoch, "192.0.2.1", request) { Tunnel = "t:443" };
        flow.SetBody(BodySide.Request, FlowBody.Whole("asked"u8.ToArray()));
        FlowSnapshot before = flow.Snapshot();
        flow.Request.Url = "/b";
        flow.Request.Headers.Add("X-More", "1");
        FlowSnapshot between = flow.Snapshot();
        flow.Request.Headers.Add("X-Even-More", "2");
        flow.DropBodies();
        flow.ErrorCode = "late";

        Assert.Equal(("/a", "192.0.2.1", "t:443"), (before.Request.Url, before.ClientIP, before.Tunnel));
        Assert.Equal([new("Host", "h")], before.Request.Headers);
        Assert.Equal("asked", Encoding.ASCII.GetString(before.Request.Body.Bytes.Span));
        Assert.Null(before.ErrorCode);
        Assert.Equal(("/b", "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), (between.Request.Url, between.Request.Raw));
        Assert.Equal([new("Host", "h"), new("X-More", "1")], between.Request.Headers);
        Assert.Equal(NotKeptReason.Limit, flow.Snapshot().Request.Body.NotKept);
    }

    [Fact]
    public void StreamingBody_IsInASnapshotThatIsAskedFor()
    {
        Flow flow = FlowTableBytesTests.NewFlow();
        var recorder = new BodyRecorder(new Protocol.BufferPool());
        recorder.Begin(new BodyRecording(flow, BodySide.Request, [], 100, -1));
        recorder.Append("half"u8, isLast: false);

        FlowBody whole = flow.Snapshot().Request.Body;
        FlowBody shown = new FlowSnapshot(flow, withStreamedBytes: false).Request.Body;
        Assert.Equal(("half", 4), (Encoding.ASCII.GetString(whole.Bytes.Span), whole.TotalBytes));
        Assert.Equal((FlowBodyState.Streaming, 0, 4), (shown.State, shown.Bytes.Length, shown.TotalBytes));
        recorder.End(isWhole: true);
    }

    private static async Task<FlowSnapshot> NextAsync(IAsyncEnumerator<FlowSnapshot> watcher)
    {
        Assert.True(await watcher.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        return watcher.Current;
    }
}
