using CsCheck;
using Proximity.Protocol;

namespace Proximity.Flows.Tests;

public class FlowTableBytesTests
{
    private const string Head = "GET / HTTP/1.1\r\n\r\n";

    [Fact]
    public void EmptyTable_HoldsNothing() => Assert.Equal(0, new FlowTable(3, 1000).Bytes);

    [Fact]
    public void HeadsBodiesAndMessages_Count()
    {
        FlowTable table = new(10, maxBytes: 10_000);
        Flow flow = NewFlow();
        table.Add(flow);
        Assert.Equal(Head.Length, table.Bytes);

        flow.Response = Messages.Response("HTTP/1.1 200 OK\r\n\r\n");
        Assert.Equal(Head.Length + 19, table.Bytes);

        SetBody(flow, 100);
        Assert.Equal(Head.Length + 119, table.Bytes);

        flow.WebSocket = new WebSocketRecord(10, 1000);
        var message = new RecordedWebSocketMessage(WebSocketDirection.ToClient, WebSocketMessageKind.Text, new byte[7], 7);
        flow.WebSocket.Add(WebSocketDirection.ToClient, _ => message);
        flow.NoteBytes(message.Payload.Length);
        Assert.Equal(Head.Length + 126, table.Bytes);

        table.Clear();
        Assert.Equal(0, table.Bytes);
        SetBody(flow, 1000);
        Assert.Equal(0, table.Bytes);
    }

    [Fact]
    public void AtTheLimit_TheOldestBodiesGoFirst()
    {
        FlowTable table = new(10, maxBytes: 300);
        for (int i = 0; i < 4; i++)
        {
            Flow flow = NewFlow();
            table.Add(flow);
            SetBody(flow, 80);
        }

        Assert.Equal([0, 0, 80, 80], table.Select(flow => flow.ResponseBody.Bytes.Length));
        Assert.Equal([true, true, false, false], table.Select(flow => flow.ResponseBody.NotKept == NotKeptReason.Limit));
        Assert.All(table, flow => Assert.Equal(80, flow.ResponseBody.TotalBytes));
        Assert.Equal(0, table.PrunedCount);
    }

    [Fact]
    public void BodyThatEndsLate_CountsByItsOwnAge()
    {
        FlowTable table = new(10, maxBytes: 250);
        Flow slow = NewFlow();
        table.Add(slow);
        Flow quick = NewFlow();
        table.Add(quick);
        SetBody(quick, 80);
        SetBody(slow, 80);
        Flow last = NewFlow();
        table.Add(last);
        SetBody(last, 80);

        Assert.Equal([80, 0, 80], table.Select(flow => flow.ResponseBody.Bytes.Length));
    }

    [Fact]
    public void HeadsAlone_BeyondTheLimit_TakeTheOldestFlows()
    {
        FlowTable table = new(1000, maxBytes: Head.Length * 5);
        for (int i = 0; i < 100; i++)
        {
            table.Add(NewFlow());
        }

        Assert.Equal(Enumerable.Range(96, 5).Select(id => (long)id), table.Select(flow => flow.Id));
        Assert.Equal((95, Head.Length * 5), (table.PrunedCount, table.Bytes));
        Assert.False(table.TryGet(95, out _));
        Assert.True(table.TryGet(96, out _));
    }

    [Fact]
    public void NewestFlow_StaysWhateverItsSize()
    {
        FlowTable table = new(10, maxBytes: 5);
        table.Add(NewFlow());
        table.Add(NewFlow());

        Assert.Equal(2, Assert.Single(table).Id);
    }

    [Fact]
    public void LoadedFlows_AreBoundedToo()
    {
        FlowTable table = new(10, maxBytes: 200);
        Flow[] flows = [.. Enumerable.Range(1, 5).Select(id => FlowTableTests.NewFlow(id))];
        long head = flows[0].MeasureRest();
        foreach (Flow flow in flows)
        {
            flow.SetBody(BodySide.Request, FlowBody.Whole(new byte[60]));
        }

        table.ReplaceAll(flows);

        Assert.Equal(table.Sum(Measure), table.Bytes);
        Assert.InRange(table.Bytes, 0, 200);
        Assert.Equal((200 - (5 * head)) / 60, table.Count(flow => flow.RequestBody.State == FlowBodyState.Complete));
    }

    /// <summary>Operations are drawn as numbers: what is done, to which flow, with how many bytes.</summary>
    [Fact]
    public void AnyOperations_NumberIsTheSum()
        => Gen.Select(Gen.Int[1, 12], Gen.Int[50, 2000], Gen.Int[0, 1_000_000].Array[1, 150]).Sample(NumberIsAlwaysTheSum);

    [Fact]
    public async Task ManyThreads_LeaveTheSum()
    {
        FlowTable table = new(50, maxBytes: 16_000);
        var pool = new BufferPool();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            List<(Flow Flow, BodyRecorder Recorder)> own = [];
            for (int i = 0; i < 20_000; i++)
            {
                Apply(table, pool, own, random.Next(1_000_000));
            }

            own.ForEach(one => one.Recorder.End(isWhole: true));
        })));

        Assert.Equal(table.Sum(Measure), table.Bytes);
        Assert.InRange(table.Bytes, 0, 16_000);
        Assert.Equal(0, pool.Outstanding);
    }

    internal static Flow NewFlow() => new(DateTimeOffset.UnixEpoch, "", Messages.Request(Head));

    internal static long Measure(Flow flow) => flow.MeasureBodies() + flow.MeasureRest();

    private static void SetBody(Flow flow, int size)
    {
        flow.SetBody(BodySide.Response, FlowBody.Whole(new byte[size]));
        flow.NoteChange();
    }

    private static bool NumberIsAlwaysTheSum(int capacity, int maxBytes, int[] operations)
    {
        FlowTable table = new(capacity, maxBytes);
        var pool = new BufferPool();
        List<(Flow Flow, BodyRecorder Recorder)> all = [];
        foreach (int drawn in operations)
        {
            Apply(table, pool, all, drawn);
            long sum = table.Sum(Measure);
            bool isBounded = sum <= maxBytes || (table.Count == 1 && table.Single().MeasureBodies() == 0);
            if (table.Bytes != sum || !isBounded || table.Count > capacity)
            {
                return false;
            }
        }

        return true;
    }

    private static void Apply(FlowTable table, BufferPool pool, List<(Flow Flow, BodyRecorder Recorder)> all, int drawn)
    {
        int size = drawn / 10 % 300;
        (Flow flow, BodyRecorder recorder) = all.Count == 0 ? Begin(table, pool, all) : all[drawn / 3000 % all.Count];
        switch (drawn % 10)
        {
            case 0 or 1 or 2:
                Begin(table, pool, all);
                break;
            case 3 or 4 or 5:
                recorder.Append(new byte[size], isLast: false);
                break;
            case 6:
                recorder.End(isWhole: true);
                break;
            case 7:
                flow.Response = size == 0 ? null : Messages.Response($"HTTP/1.1 200 {new string('x', size)}\r\n\r\n");
                break;
            case 8:
                flow.SetBody(BodySide.Request, FlowBody.Whole(new byte[size]));
                flow.NoteChange();
                break;
            case 9 when size < 10:
                table.Clear();
                break;
            case 9 when size < 20:
                table.ReplaceAll([.. table]);
                break;
        }
    }

    private static (Flow Flow, BodyRecorder Recorder) Begin(
        FlowTable table,
        BufferPool pool,
        List<(Flow Flow, BodyRecorder Recorder)> all)
    {
        (Flow Flow, BodyRecorder Recorder) begun = (NewFlow(), new BodyRecorder(pool));
        begun.Recorder.Begin(new BodyRecording(begun.Flow, BodySide.Response, [], 200, -1));
        table.Add(begun.Flow);
        all.Add(begun);
        return begun;
    }
}
