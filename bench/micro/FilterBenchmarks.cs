using System.Text;
using BenchmarkDotNet.Attributes;
using Proximity.Filters;
using Proximity.Flows;

namespace Proximity.Micro;

/// <summary>Filters over the snapshot of one flow, and what it costs to read one.</summary>
public class FilterBenchmarks
{
    private readonly FlowSnapshot flow = MakeFlow();
    private Filter filter = Filter.Parse("");

    [Params("host:example.com", "status:5xx", "res.header[content-type]*=xml", "path:/v1/* method:post", "login")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Parse() => filter = Filter.Parse(Text);

    [Benchmark]
    public bool Match() => filter.Matches(flow);

    [Benchmark]
    public Filter Read() => Filter.Parse(Text);

    private static FlowSnapshot MakeFlow()
    {
        var made = new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", ProxyRequest.FromBlock(SampleHeads.LongRequest.ToArray()))
        {
            Response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")),
            Completed = true,
        };
        return made.Snapshot();
    }
}
