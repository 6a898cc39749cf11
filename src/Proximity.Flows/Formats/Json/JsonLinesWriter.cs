using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Json;

/// <summary>Writes each flow as one line of JSON, with the members of our own JSON file.</summary>
internal sealed class JsonLinesWriter : IFlowWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter writer = new(stream, Options);
        foreach (Flow flow in flows)
        {
            FlowJsonWriter.WriteObject(writer, flow);
            await writer.FlushAsync(cancellationToken);
            await stream.WriteAsync(LineEnd, cancellationToken);
            writer.Reset();
        }
    }
}
