using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Fuzz.Files;

/// <summary>
/// A flow file is loaded or refused as bad JSON and nothing else; written again and loaded again its flows are the same, and written once more the file is the same byte for byte, and so is one
/// with its secrets masked, masked once more.
/// </summary>
/// <remarks>The reader takes a file whole, there are no pieces to feed; instead a file with a byte order mark must load as the one without.</remarks>
internal sealed class FlowFileTarget : IFuzzTarget
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private static readonly Redaction Redacting = new([]);

    public string Name => "flow-file";

    public void Run(ReadOnlySpan<byte> input)
    {
        byte[] content = input.ToArray();
        List<Flow>? loaded = Load(content);
        if (loaded is null)
        {
            return;
        }

        DemandMarkMakesNoDifference(content, loaded);
        byte[] written = Write(loaded);
        List<Flow>? again = Load(written);
        Demand.True(again is not null, "what was written is not JSON");
        FlowComparison.DemandSame(loaded, again);
        Demand.Same(written.AsSpan(), Write(again), "the file written once more");
        DemandTableTakes(loaded);
        DemandRedactionIsFinal(loaded);
    }

    private static List<Flow>? Load(byte[] content)
    {
        try
        {
            return FlowJsonReader.Read(content);
        }
        catch (JsonException)
        {
            // The one way to say that a file is no flow file.
            return null;
        }
    }

    private static byte[] Write(IEnumerable<Flow> flows, Redaction? redaction = null)
    {
        using MemoryStream stream = new();
        Task writing = new FlowJsonWriter(redaction).WriteAsync(stream, flows, CancellationToken.None);
        Demand.True(writing.IsCompleted, "writing to memory waits");
        writing.GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static void DemandMarkMakesNoDifference(byte[] content, List<Flow> loaded)
    {
        if (!content.AsSpan().StartsWith(ByteOrderMark))
        {
            List<Flow>? marked = Load([.. ByteOrderMark, .. content]);
            Demand.Same(loaded.Count, marked?.Count, "the number of flows behind a byte order mark");
        }
    }

    /// <summary>What masks a value leaves nothing to mask: a second time finds no secret that the first one missed.</summary>
    private static void DemandRedactionIsFinal(List<Flow> flows)
    {
        byte[] masked = Write(flows, Redacting);
        List<Flow>? again = Load(masked);
        Demand.True(again is not null, "a masked file is not JSON");
        Demand.Same(flows.Count, again.Count, "the number of masked flows");
        Demand.Same(masked.AsSpan(), Write(again, Redacting), "a masked file, masked once more");
        foreach (Flow flow in again)
        {
            Demand.True(flow.Request.Headers.GetValues("Authorization").All(value => value is "" or "***"), "credentials outlive the mask");
            Demand.True(flow.Response?.Headers.GetValues("Set-Cookie").All(value => value is "" or "***") ?? true, "a cookie outlives the mask");
        }
    }

    private static void DemandTableTakes(List<Flow> flows)
    {
        FlowTable table = new(capacity: 4);
        table.ReplaceAll(flows);
        long[] kept = [.. flows.Select(flow => flow.Id).Distinct().Order().TakeLast(table.Capacity)];
        Demand.True(table.Select(flow => flow.Id).SequenceEqual(kept), "the table keeps other flows than the newest");
    }
}
