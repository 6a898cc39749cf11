using Proximity.Protocol;

namespace Proximity.Flows.Tests;

/// <summary>How often exchanges under way hand over what they take.</summary>
public class FlowCountingTests
{
    /// <summary>Four exchanges at a time do what exchanges do, on threads of their own, in a table that lets bytes go uncounted.</summary>
    [Fact]
    public async Task ExchangesUnderWay_LackLittle_AndEndedOnesNothing()
    {
        const int Writers = 4;
        const long MaxBytes = 4096 * 16384L;
        FlowTable table = new(100_000, MaxBytes);
        const long Slack = 4096;
        var pool = new BufferPool();
        using Barrier atRest = new(Writers + 1);
        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var recorder = new BodyRecorder(pool);
            for (int round = 0; round < 50; round++)
            {
                PassHalf(table, recorder, random, out Flow flow);
                atRest.SignalAndWait();
                atRest.SignalAndWait();
                recorder.Append(new byte[random.Next(9000)], isLast: true);
                recorder.End(isWhole: true);
                flow.NoteEnd();
                atRest.SignalAndWait();
                atRest.SignalAndWait();
            }
        })));
        for (int round = 0; round < 50; round++)
        {
            atRest.SignalAndWait();
            Assert.InRange(table.Sum(FlowTableBytesTests.Measure) - table.Bytes, -Slack * Writers, Slack * Writers);
            atRest.SignalAndWait();
            atRest.SignalAndWait();
            Assert.Equal(table.Sum(FlowTableBytesTests.Measure), table.Bytes);
            atRest.SignalAndWait();
        }

        await writing;
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void NobodyWatches_TheKeeperIsCalledAtTheEndAlone()
    {
        CountingKeeper keeper = new();
        Flow flow = FlowTableBytesTests.NewFlow();
        (flow.Account.Keeper, flow.Account.IsKept) = (keeper, true);
        var recorder = new BodyRecorder(new BufferPool());
        flow.Response = Messages.Response("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n");
        flow.NoteChange();
        recorder.Begin(new BodyRecording(flow, BodySide.Response, [], 1 << 18, 13));
        recorder.Append("Hello, world!"u8, isLast: true);
        recorder.End(isWhole: true);
        Assert.Equal(0, keeper.Calls);

        flow.NoteEnd();
        Assert.Equal(1, keeper.Calls);
    }

    [Fact]
    public void LongBody_IsCountedWhileItPasses()
    {
        FlowTable table = new(10);
        Flow flow = FlowTableBytesTests.NewFlow();
        table.Add(flow);
        var recorder = new BodyRecorder(new BufferPool());
        recorder.Begin(new BodyRecording(flow, BodySide.Response, [], 1 << 18, 100_000));
        recorder.Append(new byte[9000], isLast: false);

        Assert.Equal(FlowTableBytesTests.Measure(flow), table.Bytes);
        Assert.InRange(table.Bytes, 9000, 32_000);
        recorder.End(isWhole: false);
    }

    private static void PassHalf(FlowTable table, BodyRecorder recorder, Random random, out Flow flow)
    {
        flow = FlowTableBytesTests.NewFlow();
        table.Add(flow);
        flow.Response = Messages.Response($"HTTP/1.1 200 {new string('x', random.Next(6000))}\r\n\r\n");
        flow.NoteChange();
        recorder.Begin(new BodyRecording(flow, BodySide.Response, [], 10_000, -1));
        if (random.Next(2) == 0)
        {
            recorder.Append(new byte[random.Next(9000)], isLast: false);
        }
    }

    private sealed class CountingKeeper : IFlowKeeper
    {
        public int Calls { get; private set; }

        public bool IsWatched => false;

        public bool IsFollowed => false;

        public bool AreChunksWanted => false;

        public long UncountedBytes => 4096;

        public void Changed(Flow flow) => Calls++;

        public void Count(Flow flow) => Calls++;

        public void Number(Flow flow) => Calls++;

        public void Publish(Flow flow, FlowEvent happened) => Calls++;
    }
}
