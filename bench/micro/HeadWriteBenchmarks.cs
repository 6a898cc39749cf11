using BenchmarkDotNet.Attributes;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Micro;

/// <summary>From a parsed head to the bytes for the next hop.</summary>
public class HeadWriteBenchmarks
{
    private readonly RequestHead shortRequest = Parsed(SampleHeads.ShortRequest);
    private readonly RequestHead longRequest = Parsed(SampleHeads.LongRequest);
    private readonly ResponseHead response = new(new BufferPool());
    private readonly ByteBuffer output = new(new BufferPool());

    public HeadWriteBenchmarks()
    {
        var scanned = 0;
        HeadParser.ParseResponse(SampleHeads.Response, HeadLimits.Default, response, ref scanned);
    }

    [Benchmark(Baseline = true)]
    public int ShortRequest() => Write(shortRequest, "/length/13"u8, "127.0.0.1:8000"u8);

    [Benchmark]
    public int LongRequest() => Write(longRequest, "/articles/2024/a-page?with=query&and=more"u8, "example.com"u8);

    [Benchmark]
    public int Response()
    {
        output.Clear();
        HeadWriter.WriteResponse(response, new ResponseOutline { Framing = new BodyFraming(BodyKind.Length, 13) }, output);
        return output.Length;
    }

    private int Write(RequestHead head, ReadOnlySpan<byte> target, ReadOnlySpan<byte> host)
    {
        output.Clear();
        HeadWriter.WriteRequest(head, new RequestOutline { Target = target, Host = host, Framing = BodyFraming.None }, output);
        return output.Length;
    }

    private static RequestHead Parsed(byte[] bytes)
    {
        var head = new RequestHead(new BufferPool());
        var scanned = 0;
        HeadParser.ParseRequest(bytes, HeadLimits.Default, head, ref scanned);
        return head;
    }
}
