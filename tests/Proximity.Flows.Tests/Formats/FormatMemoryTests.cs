using System.Text;
using Proximity.Formats;

namespace Proximity.Flows.Tests.Formats;

/// <summary>What is held in memory is one flow, however many there are. It runs alone: others' memory would be measured too.</summary>
[Collection(nameof(FormatMemoryTests))]
[CollectionDefinition(nameof(FormatMemoryTests), DisableParallelization = true)]
public class FormatMemoryTests
{
    private const int Flows = 2000;
    private const int Step = 500;
    private const int BodyBytes = 16 * 1024;

    /// <summary>All flows together take four times as much.</summary>
    private const long MostBytes = 8 * 1024 * 1024;

    public static TheoryData<string> Names => ["har", "mitmproxy", "jsonl", "saz", "json", "html"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Writing_HoldsOneFlow(string name)
    {
        IFlowWriter writer = FlowFormats.Named(name)!.Writer!(FormatFlows.Decoder);
        var peak = new Peak();

        await writer.WriteAsync(Stream.Null, Make(peak), new FormatLosses(), CancellationToken.None);

        Assert.True(peak.Bytes < MostBytes, $"{peak.Bytes} bytes");
    }

    [Theory]
    [InlineData("har")]
    [InlineData("mitmproxy")]
    [InlineData("jsonl")]
    [InlineData("saz")]
    public async Task Reading_HoldsOneFlow(string name)
    {
        FlowFormat format = FlowFormats.Named(name)!;
        using var folder = new TemporaryFolder();
        await using (FileStream file = File.Create(folder.PathOf("flows")))
        {
            await format.Writer!(FormatFlows.Decoder).WriteAsync(file, Make(null), new FormatLosses(), CancellationToken.None);
        }

        var peak = new Peak();
        await using FileStream stream = File.OpenRead(folder.PathOf("flows"));
        int count = 0;
        await foreach (Flow flow in format.Reader!(FormatFlows.Decoder).ReadAsync(stream, new FormatLosses(), CancellationToken.None))
        {
            Assert.Equal(BodyBytes, flow.ResponseBody.Bytes.Length);
            count++;
            peak.Look(count);
        }

        Assert.Equal(Flows, count);
        Assert.True(peak.Bytes < MostBytes, $"{peak.Bytes} bytes");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Written_FlowsThatAreKept_HoldNoMoreThanBefore(string name)
    {
        string fields = string.Concat(Enumerable.Range(1, 40).Select(number => $"X-Field-{number}: {new string('v', 60)}\r\n"));
        byte[] head = Encoding.ASCII.GetBytes($"GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n");
        Flow[] flows =
        [
            .. Enumerable.Range(1, Flows).Select(number =>
                new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", ProxyRequest.FromBlock([.. head])) { Id = number, Completed = true }),
        ];
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await FlowFormats.Named(name)!.Writer!(FormatFlows.Decoder)
            .WriteAsync(Stream.Null, flows, new FormatLosses(), CancellationToken.None);

        long more = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(more < MostBytes / 4, $"{more} bytes");
        GC.KeepAlive(flows);
    }

    private static IEnumerable<Flow> Make(Peak? peak)
    {
        byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0123456789abcdef", BodyBytes / 16)));
        for (int number = 1; number <= Flows; number++)
        {
            peak?.Look(number);
            FlowParts parts = FormatFlows.Parts(
                $"GET http://a.test/{number} HTTP/1.1\nHost: a.test\n\n",
                null,
                "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n",
                FlowBody.Whole([.. body]));
            yield return FlowFactory.Create(parts with { Id = number });
        }
    }

    /// <summary>The most memory that was live beyond the beginning.</summary>
    private sealed class Peak
    {
        private readonly long start = GC.GetTotalMemory(forceFullCollection: true);

        public long Bytes { get; private set; }

        public void Look(int number)
        {
            if (number % Step == 0)
            {
                Bytes = Math.Max(Bytes, GC.GetTotalMemory(forceFullCollection: true) - start);
            }
        }
    }
}
