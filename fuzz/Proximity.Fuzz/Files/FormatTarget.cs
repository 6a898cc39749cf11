using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Masking;

namespace Proximity.Fuzz.Files;

/// <summary>
/// A file of a format is read, or refused by that format's own exception and nothing else. What was read can be written and read again; a
/// file written once more from that is the same byte for byte. Masking takes every flow, and a masked file can be read.
/// </summary>
/// <param name="format">The format; it is read and written.</param>
internal sealed class FormatTarget(FlowFormat format) : IFuzzTarget
{
    private readonly ContentDecoder decoder = new(ContentCodings.BuiltIn);

    public string Name => $"{format.Name}-file";

    public void Run(ReadOnlySpan<byte> input)
    {
        List<Flow>? flows = Read(input.ToArray());
        if (flows is null)
        {
            return;
        }

        byte[] once = Write(flows);
        List<Flow>? again = Read(once);
        Demand.True(again is not null, "what was written is refused");
        Demand.Same(flows.Count, again.Count, "the number of flows");
        byte[] twice = Write(again);
        Demand.Same(once.AsSpan(), twice, "the file written once more");
        var mask = new FlowMask(new SecretNames([]), decoder);
        List<Flow>? masked = Read(Write(flows.Select(mask.Mask)));
        Demand.True(masked is not null, "a masked file is refused");
        Demand.Same(flows.Count, masked.Count, "the number of masked flows");
    }

    private List<Flow>? Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        try
        {
            return [.. format.Reader!(decoder).ReadAsync(stream, new FormatLosses(), CancellationToken.None).ToBlockingEnumerable()];
        }
        catch (FlowFormatException)
        {
            // The one way to say that a file is none of the format.
            return null;
        }
    }

    private byte[] Write(IEnumerable<Flow> flows)
    {
        using var stream = new MemoryStream();
        Task writing = format.Writer!(decoder).WriteAsync(stream, flows, new FormatLosses(), CancellationToken.None);
        Demand.True(writing.IsCompleted, "writing to memory waits");
        writing.GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
