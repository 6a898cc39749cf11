using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Masking;
using Proximity.Protocol.Targets;

namespace Proximity.Fuzz.Files;

/// <summary>
/// A flow file is loaded or refused as bad JSON and nothing else; written again and loaded again its flows are the same, and written once more the file is the same byte for byte, and so is one
/// with its secrets masked, masked once more.
/// </summary>
/// <remarks>The reader takes a file whole, there are no pieces to feed; instead a file with a byte order mark must load as the one without.</remarks>
internal sealed class FlowFileTarget : IFuzzTarget
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private static readonly ContentDecoder Decoder = new(ContentCodings.BuiltIn);

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

    private static byte[] Write(IEnumerable<Flow> flows)
    {
        using MemoryStream stream = new();
        Task writing = FlowJsonWriter.WriteAsync(stream, flows, CancellationToken.None);
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
        byte[] masked = Write(Masked(flows));
        List<Flow>? again = Load(masked);
        Demand.True(again is not null, "a masked file is not JSON");
        Demand.Same(flows.Count, again.Count, "the number of masked flows");
        Demand.Same(masked.AsSpan(), Write(Masked(again)), "a masked file, masked once more");
        for (int i = 0; i < flows.Count; i++)
        {
            IEnumerable<string> before = flows[i].Request.Headers.GetValues("X-Api-Key");
            IEnumerable<string> after = again[i].Request.Headers.GetValues("X-Api-Key");
            Demand.True(before.Zip(after).All(pair => IsMasked(pair.First, pair.Second)), "a key outlives the mask");
        }
    }

    /// <summary>True for what is a secret no longer, was masked before, or never was one.</summary>
    private static bool IsMasked(string before, string after)
        => after != before || before.Length == 0 || before == UserInformation.Mask || SecretMarks.IsMark(before);

    private static IEnumerable<Flow> Masked(IEnumerable<Flow> flows) => flows.Select(new FlowMask(new SecretNames([]), Decoder).Mask);

    private static void DemandTableTakes(List<Flow> flows)
    {
        FlowTable table = new(capacity: 4);
        table.ReplaceAll(flows);
        long[] kept = [.. flows.Select(flow => flow.Id).Distinct().Order().TakeLast(table.Capacity)];
        Demand.True(table.Select(flow => flow.Id).SequenceEqual(kept), "the table keeps other flows than the newest");
    }
}
