using Proximity.Protocol;

namespace Proximity.Flows.Tests;

/// <summary>Measures the heap: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(FlowMemoryTests), DisableParallelization = true)]
[Collection(nameof(FlowMemoryTests))]
public class FlowMemoryTests
{
    [Fact]
    public void HundredThousandFlowsWithBodies_TakeLittleMoreThanTheirBytes()
    {
        const int Count = 100_000;
        const string Request = "GET http://origin.test/some/path HTTP/1.1\r\nHost: origin.test\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n";
        const string Response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\nServer: an origin\r\n\r\n";
        byte[] body = new byte[1024];
        var recorder = new BodyRecorder(new BufferPool());
        FlowTable table = new(Count);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++)
        {
            var flow = new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", Messages.Request(Request));
            table.Add(flow);
            flow.Response = Messages.Response(Response);
            recorder.Begin(new BodyRecording(flow, BodySide.Response, [], 1 << 18, body.Length));
            recorder.Append(body, isLast: true);
            recorder.End(isWhole: true);
            flow.Timings = new FlowTimings(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromTicks(i));
            flow.Completed = true;
            flow.NoteEnd();
        }

        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal((long)Count * (Request.Length + Response.Length + body.Length), table.Bytes);
        Assert.InRange(taken, table.Bytes, (table.Bytes * 1.3) + (400L * Count));
        GC.KeepAlive(table);
    }
}
