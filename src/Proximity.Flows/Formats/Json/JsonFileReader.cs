using System.Runtime.CompilerServices;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Json;

/// <summary>Reads our own JSON file, an object keyed by ids or an array, flow by flow.</summary>
internal sealed class JsonFileReader : IFlowReader
{
    private const string NoFlow = "a member that is no flow with an id";

    public async IAsyncEnumerable<Flow> ReadAsync(
        Stream stream,
        FormatLosses losses,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var scanner = new JsonElementScanner(stream, JsonPlace.Root);
        while (await scanner.NextAsync(cancellationToken) is { IsEmpty: false } element)
        {
            Flow? flow = Read(element, scanner.Name);
            losses.AddIf(flow is null, NoFlow);
            if (flow is not null)
            {
                yield return flow;
            }
        }

        if (!scanner.IsFound)
        {
            throw new FlowFormatException("The file holds neither an object nor an array of flows.");
        }
    }

    private static Flow? Read(ReadOnlyMemory<byte> element, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(element);
            return FlowJsonReader.ReadObject(document.RootElement, key);
        }
        catch (JsonException exception)
        {
            throw new FlowFormatException($"A flow is no JSON: {exception.Message}", exception);
        }
    }
}
