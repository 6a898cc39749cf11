using BenchmarkDotNet.Attributes;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Micro;

/// <summary>From the bytes of a head to the head and its fields.</summary>
public class HeadParseBenchmarks
{
    private readonly RequestHead request = new(new BufferPool());
    private readonly ResponseHead response = new(new BufferPool());

    [Benchmark(Baseline = true)]
    public int ShortRequest() => Parse(SampleHeads.ShortRequest);

    [Benchmark]
    public int LongRequest() => Parse(SampleHeads.LongRequest);

    /// <summary>The head comes in two reads, as a slow client sends it.</summary>
    [Benchmark]
    public int LongRequestInTwoParts()
    {
        var scanned = 0;
        HeadParser.ParseRequest(SampleHeads.LongRequest.AsSpan(0, 200), HeadLimits.Default, request, ref scanned);
        return HeadParser.ParseRequest(SampleHeads.LongRequest, HeadLimits.Default, request, ref scanned).Consumed;
    }

    [Benchmark]
    public int Response()
    {
        var scanned = 0;
        return HeadParser.ParseResponse(SampleHeads.Response, HeadLimits.Default, response, ref scanned).Consumed;
    }

    private int Parse(byte[] head)
    {
        var scanned = 0;
        return HeadParser.ParseRequest(head, HeadLimits.Default, request, ref scanned).Consumed;
    }
}
