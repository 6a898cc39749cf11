using System.Net;
using BenchmarkDotNet.Attributes;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Recording;

namespace Proximity.Micro;

/// <summary>What recording adds to an exchange: both heads kept, the flow entered in a full table, completed at the end.</summary>
public class FlowRecordBenchmarks
{
    private readonly FlowRecorder recorder = new(new FlowTable(1000), TimeProvider.System, new BodyCapture(null));
    private readonly RequestHead request = new(new BufferPool());
    private readonly ResponseHead response = new(new BufferPool());

    public FlowRecordBenchmarks()
    {
        var scanned = 0;
        HeadParser.ParseRequest(SampleHeads.LongRequest, HeadLimits.Default, request, ref scanned);
        scanned = 0;
        HeadParser.ParseResponse(SampleHeads.Response, HeadLimits.Default, response, ref scanned);
    }

    private static readonly ClientSocket Client = new(new IPEndPoint(IPAddress.Loopback, 50_000), null);

    [Benchmark]
    public Flow? Record()
    {
        var flow = recorder.Begin(ProxyRequest.FromBlock(RecordedBlock.Of(request, request.Block)), BodyFraming.None, Client)!;
        FlowFacts.Respond(flow, ProxyResponse.FromHead(response));
        recorder.Complete(flow, fault: null, new FlowTotals(TimeSpan.FromMilliseconds(1), default, RequestBytes: 0, ResponseBytes: 13));
        return flow;
    }
}
