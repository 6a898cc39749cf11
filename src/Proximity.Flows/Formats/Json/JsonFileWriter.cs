using Proximity.Flows;

namespace Proximity.Formats.Json;

/// <summary>Writes our own JSON file: nothing is lost.</summary>
internal sealed class JsonFileWriter : IFlowWriter
{
    public Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
        => FlowJsonWriter.WriteAsync(stream, flows, cancellationToken);
}
