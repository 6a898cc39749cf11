using System.Runtime.CompilerServices;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Json;

/// <summary>Reads our own JSON file, which is taken into memory as a whole: an object by ids may hold them in any order.</summary>
internal sealed class JsonFileReader : IFlowReader
{
    public async IAsyncEnumerable<Flow> ReadAsync(
        Stream stream,
        FormatLosses losses,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        foreach (Flow flow in Read(content.GetBuffer().AsMemory(0, (int)content.Length)))
        {
            yield return flow;
        }
    }

    private static List<Flow> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            return FlowJsonReader.Read(content);
        }
        catch (JsonException exception)
        {
            throw new FlowFormatException($"The file is no JSON with flows: {exception.Message}", exception);
        }
    }
}
